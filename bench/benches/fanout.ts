import { atLeast, type Bench, milliseconds, type Stage } from '../figure.ts';
import { makeCrowd } from '../load/crowd.ts';
import type { DialectName, Person } from '../load/dialect.ts';
import { median } from '../quantile.ts';
import { startBare, startParley, startPeer } from '../world/targets.ts';

const TEXT_LENGTH = 80;
/** What a frame of Parley has beside the text: a bare publish sends as many bytes. */
const ENVELOPE_BYTES = 599;
const BURST = 16;
const ROUNDS = { single: 15, burst: 5 };

/** People with many devices each: what each is told at its welcome stays small. */
const SHAPES = {
  full: { groups: 1, people: 100, sessions: 100 },
  small: { groups: 1, people: 10, sessions: 5 },
} as const;

interface Times {
  readonly single: number;
  readonly burst: number;
}

/** From the send of a message, or of sixteen at once, until ten thousand sockets have it. */
export const fanout: Bench = async (stage) => {
  const population = SHAPES[stage.size];
  const sockets = population.people * population.sessions;
  const parley = await startParley(stage.postgres, population);
  const ours = await measure(stage, { ...parley, textLength: TEXT_LENGTH }).finally(() => parley.close());
  const bare = await startBare();
  const theirs = { ...bare, groups: parley.groups, textLength: TEXT_LENGTH + ENVELOPE_BYTES };
  const published = await measure(stage, theirs).finally(() => bare.close());
  const peer = await startPeer(stage.postgres, population);
  const looped = await measure(stage, { ...peer, textLength: TEXT_LENGTH }).finally(() => peer.close());
  const speed = (ms: number) => 1 / ms;
  const unit = (perMs: number) => milliseconds(1 / perMs);
  return [
    atLeast(0.9, {
      what: `speed of a message to ${sockets} sockets`,
      parley: speed(ours.single),
      against: speed(published.single),
      unit,
      than: "of Bun's publish alone",
    }),
    atLeast(10, {
      what: `speed of ${BURST} messages to ${sockets} sockets`,
      parley: speed(ours.burst),
      against: speed(looped.burst),
      unit,
      than: 'of the peer',
    }),
  ];
};

interface Crowded {
  readonly dialect: DialectName;
  readonly port: number;
  readonly groups: readonly (readonly Person[])[];
  readonly textLength: number;
}

async function measure(stage: Stage, { dialect, port, groups, textLength }: Crowded): Promise<Times> {
  const crowd = makeCrowd(1);
  try {
    const opening = await crowd.open({ dialect, port }, groups);
    await Bun.sleep(stage.size === 'small' ? 50 : 1_000);
    const rounds = stage.size === 'small' ? { single: 2, burst: 1 } : ROUNDS;
    const [single] = await crowd.order('burst', { count: 1, rounds: rounds.single, textLength });
    const [burst] = await crowd.order('burst', { count: BURST, rounds: rounds.burst, textLength });
    const times = { single: median(single?.rounds ?? []), burst: median(burst?.rounds ?? []) };
    stage.note(
      `${dialect}: ${groups.flat().length} sockets in ${(opening / 1000).toFixed(1)} s; one message ${milliseconds(times.single)}, ${BURST} messages ${milliseconds(times.burst)}`,
    );
    return times;
  } finally {
    await crowd.close();
  }
}
