import { countsNothing, clearsEarly, forgetsClientId, locksNothing } from './faults/client-faults.ts';
import type { Property } from './history.ts';
import type { KillKind, LineKind } from './nemesis.ts';
import type { RunOptions } from './run.ts';

const ALL_KILLS: readonly KillKind[] = [
  'server',
  'server',
  'backend',
  'backend',
  'postmaster',
  'postmaster',
  'redis',
];
const WITHOUT_REDIS = ALL_KILLS.filter((kind) => kind !== 'redis');
const ALL_LINES: readonly LineKind[] = ['cut', 'cut', 'cut', 'half-open', 'stall', 'crash'];

const EVERYTHING = { marks: 0.2, votes: 0.1, replies: 0.25, polls: 0.02, mostPending: 4 } as const;
/** Faults that were planted in the way of plain messages. */
const PLAIN = { marks: 0.25, votes: 0, replies: 0, polls: 0, mostPending: 12 } as const;

const FULL = { users: 8, devices: 3, conversations: 12 } as const;
const PATIENCE_MS = 45_000;
const LEAST_HITS = 20;
const LONGEST_SECONDS = 130;

type Settings = Omit<RunOptions, 'seed'>;

/** Two processes, Postgres and Redis: until enough kills have hit a send in flight. */
export const DEFAULT_RUN: Settings = {
  name: 'two processes',
  scale: { processes: 2, ...FULL },
  kills: ALL_KILLS,
  lines: ALL_LINES,
  killPauseMs: 800,
  linePauseMs: 250,
  pauseMs: 400,
  roundMs: 20_000,
  patienceMs: PATIENCE_MS,
  lagMs: PATIENCE_MS,
  hasChurn: true,
  acts: EVERYTHING,
  isOver: ({ hits, seconds }) => hits >= LEAST_HITS || seconds > LONGEST_SECONDS,
};

/** One process with the bus in memory. */
export const ALONE_RUN: Settings = {
  ...DEFAULT_RUN,
  name: 'one process',
  scale: { processes: 1, ...FULL },
  kills: WITHOUT_REDIS,
  roundMs: 10_000,
  isOver: ({ rounds }) => rounds >= 1,
};

/** More at once and longer rounds: both of its ends are to come after about the same time. */
export const LONG_RUN: Settings = {
  ...DEFAULT_RUN,
  name: 'long',
  killPauseMs: 2_000,
  linePauseMs: 500,
  pauseMs: 100,
  roundMs: 90_000,
  isOver: ({ acknowledged, kills }) => acknowledged >= 200_000 && kills >= 500,
};

export interface PlantedFault {
  readonly name: string;
  /** What the checker has to find, among whatever else it finds. */
  readonly breaks: Property;
  readonly settings: Settings;
}

const SMALL: Settings = {
  name: '',
  scale: { processes: 1, users: 4, devices: 2, conversations: 4 },
  kills: [],
  lines: ['cut'],
  killPauseMs: 700,
  linePauseMs: 120,
  pauseMs: 200,
  roundMs: 2_500,
  patienceMs: 20_000,
  lagMs: 3_000,
  hasChurn: false,
  acts: PLAIN,
  isOver: ({ rounds }) => rounds >= 6,
};
const TWO = { ...SMALL.scale, processes: 2 };

/** Each aims at its fault; what is not named is as in `SMALL`. */
const AIMED: Readonly<Record<string, { breaks: Property } & Partial<Settings>>> = {
  'acknowledge before commit': { breaks: 'acknowledged', serverFault: 'early-ack', kills: ['server'] },
  'the bus as the only path': {
    breaks: 'acknowledged',
    serverFault: 'gapless-bus',
    clientParts: countsNothing,
    scale: TWO,
    kills: ['redis'],
    lines: [],
  },
  'a global sequence as the cursor': {
    breaks: 'acknowledged',
    serverFault: 'global-sequence',
    clientParts: countsNothing,
  },
  'read, then subscribe': { breaks: 'acknowledged', serverFault: 'read-then-subscribe' },
  'drop on back-pressure': {
    breaks: 'acknowledged',
    serverFault: 'drop-when-slow',
    lines: ['stall'],
    roundMs: 500,
  },
  'dedupe by time': { breaks: 'once', serverFault: 'dedupe-by-time', kills: ['server'], linePauseMs: 50 },
  'outbox cleared before the acknowledgement': {
    breaks: 'kept',
    clientParts: clearsEarly,
    kills: ['server'],
  },
  'two tabs without a lock': { breaks: 'one tab', clientParts: locksNothing },
  'resume from memory only': { breaks: 'acknowledged', serverFault: 'memory-resume', kills: ['server'] },
  'read mark, last write wins': { breaks: 'marks', serverFault: 'last-write-marks' },
  'votes beside the changes': {
    breaks: 'counts',
    serverFault: 'votes-beside-changes',
    acts: { marks: 0, votes: 0.5, replies: 0.2, polls: 0.2, mostPending: 12 },
  },
  'membership checked at connect only': {
    breaks: 'theirs',
    serverFault: 'membership-at-connect',
    lines: [],
    hasChurn: true,
  },
  'retry without clientId': { breaks: 'once', clientParts: forgetsClientId, kills: ['server'] },
};

export const PLANTED_FAULTS: readonly PlantedFault[] = Object.entries(AIMED).map(
  ([name, { breaks, ...aimed }]) => ({ name, breaks, settings: { ...SMALL, ...aimed, name } }),
);
