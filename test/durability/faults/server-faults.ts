import type { Parts } from '../../../server/start.ts';
import { deafToGaps } from './gapless-bus.ts';
import { acknowledgesEarly, dedupesByTime, numbersBySequence } from './send-lanes.ts';
import { dropsWhenSlow, keepsMembers, subscribesLate } from './sockets.ts';
import { marksByLastWriter, resumesFromMemory, votesBesideChanges } from './handlers.ts';

/** Faults that a server is started with; each stands for a way in which chat servers are really built. */
const SERVER_FAULTS = {
  'early-ack': { makeSends: acknowledgesEarly },
  'gapless-bus': { openBus: deafToGaps },
  'global-sequence': { makeSends: numbersBySequence },
  'read-then-subscribe': { makeSockets: subscribesLate },
  'drop-when-slow': { makeSockets: dropsWhenSlow },
  'dedupe-by-time': { makeSends: dedupesByTime },
  'memory-resume': { makeSockets: resumesFromMemory },
  'last-write-marks': { makeSockets: marksByLastWriter },
  'votes-beside-changes': { makeSockets: votesBesideChanges },
  'membership-at-connect': { makeSockets: keepsMembers },
} as const satisfies Record<string, Partial<Parts>>;
export type ServerFault = keyof typeof SERVER_FAULTS;

export function partsFor(name: string | undefined): Partial<Parts> {
  if (name === undefined) return {};
  if (!Object.hasOwn(SERVER_FAULTS, name)) throw new Error(`There is no fault called ${name}.`);
  return SERVER_FAULTS[name as ServerFault];
}
