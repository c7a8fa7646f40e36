import { atMost, type Bench, kilobytes, type Stage } from '../figure.ts';
import { makeCrowd } from '../load/crowd.ts';
import { residentBytes } from '../world/processes.ts';
import { startParley, startPeer, type Target } from '../world/targets.ts';

const SETTLE_MS = { full: 1_500, small: 100 };
const COLLECTIONS = 3;

const SHAPES = {
  full: { groups: 1_000, people: 10, sessions: 1 },
  small: { groups: 5, people: 10, sessions: 1 },
} as const;

/** What the server holds for each socket of a signed-in person who does nothing. */
export const memory: Bench = async (stage) => {
  const population = SHAPES[stage.size];
  const peer = await startPeer(stage.postgres, population);
  const theirs = await measure(stage, peer).finally(() => peer.close());
  const parley = await startParley(stage.postgres, population);
  const ours = await measure(stage, parley).finally(() => parley.close());
  const what = `memory per idle socket, of ${population.groups * population.people}`;
  return [atMost(0.3, { what, parley: ours, against: theirs, unit: kilobytes, than: 'of the peer' })];
};

async function measure(stage: Stage, target: Target): Promise<number> {
  const people = target.groups.flat().length;
  // The first few bring what is loaded once.
  const warm = makeCrowd(1);
  await warm.open(target, target.groups.slice(0, Math.ceil(target.groups.length / 100)));
  await warm.close();
  const before = await settled(stage, target.pid);
  const crowd = makeCrowd(1);
  try {
    const opening = await crowd.open(target, target.groups);
    const after = await settled(stage, target.pid);
    const each = Math.max(1, after - before) / people;
    stage.note(
      `${target.dialect}: ${people} sockets in ${(opening / 1000).toFixed(1)} s, ${kilobytes(each)} each`,
    );
    return each;
  } finally {
    await crowd.close();
  }
}

/** After its garbage was collected. */
async function settled({ size }: Stage, pid: number): Promise<number> {
  for (let round = 0; round < COLLECTIONS; round += 1) {
    process.kill(pid, 'SIGUSR2');
    await Bun.sleep(SETTLE_MS[size]);
  }
  return residentBytes(pid);
}
