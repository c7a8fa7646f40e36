import { atMost, type Bench, milliseconds, perSecond, type Stage } from '../figure.ts';
import { makeCrowd } from '../load/crowd.ts';
import type { Pace } from '../load/orders.ts';
import { quantile } from '../quantile.ts';
import { startParley, startPeer, type Target } from '../world/targets.ts';

const TEXT_LENGTH = 80;
/** Parts of what the peer took in at most, from the highest: the first at which no queue grows is the rate it holds. */
const PARTS = [0.95, 0.9, 0.8, 0.7, 0.6, 0.5];
const GROWING_MS = 500;

const SHAPES = {
  full: { groups: 40, people: 50, sessions: 1 },
  small: { groups: 2, people: 5, sessions: 1 },
} as const;

/** From the moment at which a message is due to be sent until a member has it. */
export const latency: Bench = async (stage) => {
  const population = SHAPES[stage.size];
  const peer = await startPeer(stage.postgres, population);
  const held = await findHeldRate(stage, peer).finally(() => peer.close());
  const parley = await startParley(stage.postgres, population);
  const ours = await pace(parley, held.rate, stage).finally(() => parley.close());
  if (ours.refused > 0) throw new Error(`Parley refused ${ours.refused} messages`);
  return [
    atMost(0.2, {
      what: `send → delivered, p99, at ${perSecond(held.rate)} in groups of ${population.people}`,
      parley: quantile(ours.latencies, 0.99),
      against: quantile(held.latencies, 0.99),
      unit: milliseconds,
      than: 'of the peer',
    }),
  ];
};

async function findHeldRate(stage: Stage, peer: Target): Promise<Pace & { rate: number }> {
  const crowd = makeCrowd(1);
  try {
    await crowd.open(peer, peer.groups);
    const isSmall = stage.size === 'small';
    const order = {
      outstanding: isSmall ? 4 : 128,
      seconds: isSmall ? 0.2 : 3,
      warmUpMs: isSmall ? 50 : 1_000,
      textLength: TEXT_LENGTH,
    };
    const [most] = await crowd.order('flood', order);
    for (const part of isSmall ? [0.1] : PARTS) {
      const rate = Math.max(10, Math.floor(((most?.acked ?? 0) / (most?.seconds ?? 1)) * part));
      const paced = await paceBy(crowd, rate, stage);
      const isHeld = paced.acked >= paced.sent * 0.99 && quantile(paced.latencies, 0.99) < GROWING_MS;
      stage.note(`peer at ${perSecond(rate)}: p99 ${milliseconds(quantile(paced.latencies, 0.99))}`);
      if (isHeld) return { ...paced, rate };
    }
    throw new Error('the peer holds no rate on this machine');
  } finally {
    await crowd.close();
  }
}

async function pace(target: Target, rate: number, stage: Stage): Promise<Pace> {
  const crowd = makeCrowd(1);
  try {
    await crowd.open(target, target.groups);
    await paceBy(crowd, Math.ceil(rate / 4), stage);
    return await paceBy(crowd, rate, stage);
  } finally {
    await crowd.close();
  }
}

async function paceBy(crowd: ReturnType<typeof makeCrowd>, rate: number, stage: Stage): Promise<Pace> {
  const seconds = stage.size === 'small' ? 0.5 : 4;
  const [paced] = await crowd.order('pace', { rate, seconds, textLength: TEXT_LENGTH });
  if (!paced) throw new Error('no generator answered');
  return paced;
}
