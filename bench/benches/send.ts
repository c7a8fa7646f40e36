import { atLeast, type Bench, type Figure, perSecond, type Stage } from '../figure.ts';
import { type Crowd, makeCrowd } from '../load/crowd.ts';
import { cpuSecondsOf } from '../world/processes.ts';
import { measureInserts } from '../world/pgbench.ts';
import type { Population } from '../world/seed.ts';
import { startParley, startPeer, type Target } from '../world/targets.ts';

const TEXT_LENGTH = 80;
const OUTSTANDING = { parley: 1_000, peer: 256 };

/** The same people in two shapes. One socket may send thirty messages at once and three a second: so it takes many. */
const SHAPES = {
  full: { pairs: { groups: 1_500, people: 2, sessions: 1 }, teams: { groups: 60, people: 50, sessions: 1 } },
  small: { pairs: { groups: 10, people: 2, sessions: 1 }, teams: { groups: 2, people: 10, sessions: 1 } },
} as const;

export const send: Bench = async (stage) => {
  const { pairs, teams } = SHAPES[stage.size];
  const inserts = await measureInserts(stage);
  const parleyPairs = await flood(stage, startParley, pairs);
  const peerPairs = await flood(stage, startPeer, pairs);
  const parleyTeams = await flood(stage, startParley, teams);
  const peerTeams = await flood(stage, startPeer, teams);
  const unit = perSecond;
  const what = 'durable messages through the whole API';
  return [
    atLeast(5, {
      what: `${what}, in pairs`,
      parley: parleyPairs,
      against: inserts.rate,
      unit,
      than: inserts.name,
    }),
    atLeast(15, {
      what: `${what}, in groups of ${teams.people}`,
      parley: parleyTeams,
      against: peerTeams,
      unit,
      than: 'of the peer',
    }),
    atLeast(15, {
      what: `${what}, in pairs`,
      parley: parleyPairs,
      against: peerPairs,
      unit,
      than: 'of the peer',
    }),
  ] satisfies Figure[];
};

type Start = (postgres: Stage['postgres'], population: Population) => Promise<Target>;

/** Acknowledged messages a second, each delivered to everyone in its group. */
async function flood(stage: Stage, start: Start, population: Population): Promise<number> {
  const target = await start(stage.postgres, population);
  const crowd = makeCrowd(1);
  try {
    await crowd.open(target, target.groups);
    return await measure(stage, { target, crowd, people: population.people });
  } finally {
    await crowd.close();
    await target.close();
  }
}

async function measure(
  stage: Stage,
  { target, crowd, people }: { target: Target; crowd: Crowd; people: number },
): Promise<number> {
  const of = [[target.pid], [stage.postgres.pid], crowd.pids];
  const before = of.map(cpuSecondsOf);
  const started = performance.now();
  const isSmall = stage.size === 'small';
  const [flooded] = await crowd.order('flood', {
    outstanding: isSmall ? 10 : OUTSTANDING[target.dialect === 'parley' ? 'parley' : 'peer'],
    seconds: isSmall ? 0.2 : 4,
    warmUpMs: isSmall ? 50 : 1_000,
    textLength: TEXT_LENGTH,
  });
  if (!flooded) throw new Error('no generator answered');
  const seconds = (performance.now() - started) / 1000;
  const cores = of.map((pids, index) => ((cpuSecondsOf(pids) - (before[index] ?? 0)) / seconds).toFixed(2));
  const rate = flooded.acked / flooded.seconds;
  const deliveries = flooded.delivered / Math.max(1, flooded.acked);
  if (flooded.refused > 0) stage.note(`${flooded.refused} messages were refused`);
  if (!isSmall && deliveries < people * 0.9) throw new Error(`only ${deliveries} deliveries a message`);
  stage.note(
    `${target.dialect}, groups of ${people}: ${perSecond(rate)}, ${deliveries.toFixed(1)} deliveries each; cores of server, PostgreSQL, generator: ${cores.join(', ')}`,
  );
  return rate;
}
