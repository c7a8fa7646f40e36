import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Acts } from './acts.ts';
import { random } from '../harness/random.ts';
import { check } from './checker.ts';
import { Churn } from './churn.ts';
import { CLIENT_PARTS, type ClientParts } from './client/tab.ts';
import { Crowd, type Place } from './crowd.ts';
import type { ServerFault } from './faults/server-faults.ts';
import { type Rest, type StoredMessage, threadIn, type Violation } from './history.ts';
import { type KillKind, type LineKind, Nemesis } from './nemesis.ts';
import { Recorder } from './recorder.ts';
import type { Cluster } from './world/postgres.ts';
import { readEnds, readTruth } from './world/truth.ts';
import { type Scale, World } from './world/world.ts';

/** Long texts: five megabytes for each reader, of which the kernel takes four. */
const BURST = 112;
/** A cut on the same machine is noticed at once. */
const NOTICED_MS = 50;
const STOPPING_MS = 15_000;
const BACK_PATIENCE_MS = 5_000;
const TELLING_MS = 30_000;
/** The history is written in large pieces: a line at a time would cost more than the sends. */
const PIECE_BYTES = 1024 * 1024;
const HISTORIES = join(import.meta.dir, '../../test-results/durability');

export interface RunOptions {
  readonly name: string;
  readonly seed: number;
  readonly scale: Scale;
  readonly kills: readonly KillKind[];
  readonly lines: readonly LineKind[];
  readonly killPauseMs: number;
  readonly linePauseMs: number;
  readonly pauseMs: number;
  /** Between two moments at which everything comes to rest and is checked. */
  readonly roundMs: number;
  /** How long everything may take to come to rest, and how long of it devices that have a line may lag behind. */
  readonly patienceMs: number;
  readonly lagMs: number;
  readonly hasChurn: boolean;
  readonly acts: Acts;
  readonly isOver: (progress: Progress) => boolean;
  /** Told every half minute how far it got. */
  readonly tell?: (progress: Progress) => void;
  readonly serverFault?: ServerFault;
  readonly clientParts?: ClientParts;
}

export interface Progress {
  readonly rounds: number;
  readonly seconds: number;
  readonly written: number;
  readonly acknowledged: number;
  readonly kills: number;
  readonly hits: number;
  readonly lineFaults: number;
}

export interface RunResult extends Progress {
  readonly name: string;
  readonly seed: number;
  readonly violations: readonly Violation[];
  readonly killsByKind: Readonly<Record<string, number>>;
  /** Every step of the run, a line each. */
  readonly historyFile: string;
}

/** Rounds of writing under fire, each followed by rest and a check, until it is over or something was found. */
export async function run(cluster: Cluster, options: RunOptions): Promise<RunResult> {
  mkdirSync(HISTORIES, { recursive: true });
  const historyFile = join(HISTORIES, `${options.name.replaceAll(/\W+/g, '-')}.jsonl`);
  rmSync(historyFile, { force: true });
  const file = Bun.file(historyFile).writer({ highWaterMark: PIECE_BYTES });
  const recorder = new Recorder((line) => void file.write(line));
  recorder.note('begun', { name: options.name, seed: options.seed });
  const world = await World.make(cluster, options.scale, options.serverFault ?? null);
  try {
    return { ...(await runIn(world, recorder, options)), historyFile };
  } finally {
    await world.close();
    await file.end();
  }
}

async function runIn(
  world: World,
  recorder: Recorder,
  options: RunOptions,
): Promise<Omit<RunResult, 'historyFile'>> {
  const { name, seed, acts, pauseMs, clientParts: parts = CLIENT_PARTS } = options;
  const chance = random(seed).next;
  const churn = new Churn(world, recorder, chance);
  const crowd = await Crowd.open({ world, recorder, random: chance, parts, acts, pauseMs });
  const nemesis = new Nemesis({ ...options, world, crowd, recorder, random: chance });
  const began = performance.now();
  const progress = (rounds: number): Progress => ({
    rounds,
    seconds: (performance.now() - began) / 1000,
    written: recorder.sends.length,
    acknowledged: recorder.sends.filter(({ outcome }) => outcome === 'ok').length,
    kills: nemesis.kills.length,
    hits: nemesis.hits,
    lineFaults: nemesis.lineFaults.length,
  });
  let violations: Violation[] = [];
  let rounds = 0;
  const telling = setInterval(() => options.tell?.(progress(rounds)), TELLING_MS);
  try {
    do {
      await fight({ crowd, nemesis, churn, recorder, chance }, options, rounds);
      violations = await comeToRest({ world, crowd, recorder }, options);
      if (violations.length === 0) recorder.settle();
      rounds += 1;
    } while (violations.length === 0 && !options.isOver(progress(rounds)));
  } finally {
    clearInterval(telling);
    await crowd.close();
  }
  for (const violation of violations) recorder.note('violation', { ...violation });
  const killsByKind = countBy(nemesis.kills.map(({ kind }) => kind));
  return { name, seed, ...progress(rounds), violations, killsByKind };
}

interface Battle {
  readonly crowd: Crowd;
  readonly nemesis: Nemesis;
  readonly churn: Churn;
  readonly recorder: Recorder;
  readonly chance: () => number;
}

/** The end of a round is the hardest part to get right: after the last message nothing else tells of a gap. */
async function fight(battle: Battle, { roundMs, hasChurn, lines }: RunOptions, round: number): Promise<void> {
  const { crowd, nemesis, churn } = battle;
  if (hasChurn) churn.start();
  crowd.write();
  nemesis.letLoose();
  await Bun.sleep(roundMs);
  const stopped = Promise.all([nemesis.rest(), churn.stop()]);
  // Where nothing but retries goes through, nobody writes until the servers are back on their feet.
  const isLate = await Promise.race([stopped.then(() => false), Bun.sleep(STOPPING_MS).then(() => true)]);
  if (isLate) crowd.pause();
  await stopped;
  crowd.write();
  const isStall = lines.includes('stall') && (round % 2 === 0 || !lines.includes('cut'));
  if (isStall) await endInStall(battle);
  else if (lines.includes('cut')) await endInCut(battle);
  crowd.pause();
  await nemesis.rest();
}

/**
 * All but the first device of everyone read nothing while those write more than any buffer on the way holds. All lines are
 * new: what the kernel holds for a line grows with what was read from it, and a new one may send at once.
 */
async function endInStall({ crowd, nemesis, recorder }: Battle): Promise<void> {
  crowd.pause();
  const { first, others } = crowd.devices;
  for (const { gate } of crowd.places) gate.cut();
  await Bun.sleep(NOTICED_MS);
  await areBack(crowd.places, 1);
  recorder.note('nemesis', { kind: 'stall' });
  for (const { gate } of others) gate.stall();
  await crowd.burst(first, BURST);
  await nemesis.rest();
}

/** All lines are cut; those that are back hear the last messages as events, or not at all. */
async function endInCut({ crowd, recorder, chance }: Battle): Promise<void> {
  recorder.note('nemesis', { kind: 'cut all' });
  for (const { gate } of crowd.places) gate.cut();
  await Bun.sleep(NOTICED_MS);
  await areBack(crowd.places, 1 / 2);
  await Bun.sleep(chance() * 400);
}

/** Resolves when such a share of them is connected, or after a while. */
async function areBack(places: readonly Place[], share: number): Promise<void> {
  const end = performance.now() + BACK_PATIENCE_MS;
  const open = () => places.filter(({ tab }) => tab.isOpen).length;
  while (open() < places.length * share && performance.now() < end) await Bun.sleep(10);
}

interface Field {
  readonly world: World;
  readonly crowd: Crowd;
  readonly recorder: Recorder;
}

/**
 * What is found once nobody writes and everything is there, or was given its time. Counts are caught up with by changes
 * that no message tells of: they are looked at again until that time is over.
 */
async function comeToRest(field: Field, { patienceMs, lagMs }: RunOptions): Promise<Violation[]> {
  const { crowd, recorder } = field;
  const began = performance.now();
  let allSentAt: number | null = null;
  for (;;) {
    for (const { tab } of crowd.places) await tab.clearRefused();
    const isAllSent = crowd.places.every(({ tab }) => tab.isOpen && tab.waiting.length === 0);
    const now = performance.now();
    allSentAt = isAllSent ? (allSentAt ?? now) : null;
    const isLate = now - began > patienceMs || (allSentAt !== null && now - allSentAt > lagMs);
    if (isLate || (isAllSent && (await areAllCaughtUp(field)))) {
      const found = check(recorder, await look(field));
      if (isLate || !found.some(({ property }) => property === 'counts')) {
        recorder.note('rest', { after: Math.round(now - began) });
        return found;
      }
    }
    await Bun.sleep(100);
  }
}

async function look({ world, crowd }: Field): Promise<Rest> {
  const stored = await readTruth(world.database);
  const waiting = [...new Set(crowd.places.flatMap(({ tab }) => tab.waiting))];
  return { ...stored, screens: crowd.screens(stored.conversations), shown: crowd.hanging(), waiting };
}

/** Every tab shows the end of every conversation that its user is in, and of the threads that are open. */
async function areAllCaughtUp({ world, crowd }: Field): Promise<boolean> {
  const ends = await readEnds(world.database);
  const isAtEnd = (key: string, shown: readonly StoredMessage[] | null) =>
    (shown?.at(-1)?.number ?? 0) === (ends.get(key) ?? 0);
  return crowd.places.every(
    ({ tab, rooms }) =>
      rooms.every(({ id }) => {
        const shown = tab.shown(id);
        if (shown === null && tab.view.get(id)) void tab.view.load(id, 'newest').catch(() => undefined);
        return isAtEnd(id, shown);
      }) && tab.openThreads.every(({ id, rootId }) => isAtEnd(threadIn(id, rootId), tab.shown(id, rootId))),
  );
}

function countBy(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}
