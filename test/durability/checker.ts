import { checkCounts } from './checks/counts.ts';
import { checkDevices } from './checks/devices.ts';
import { checkMarks } from './checks/marks.ts';
import { checkOutboxes } from './checks/outboxes.ts';
import { checkStore } from './checks/store.ts';
import { checkTheirs } from './checks/theirs.ts';
import { checkVotes } from './checks/votes.ts';
import type { History, Property, Rest, Truth, Violation } from './history.ts';

/** Where each message stands in the database. */
export interface Places {
  readonly truths: ReadonlyMap<string, Truth>;
  /** By conversation: the op of each number. */
  readonly opAt: ReadonlyMap<string, ReadonlyMap<number, number>>;
  /** By op: every number that it has, which should be one at the most. */
  readonly numbersOf: ReadonlyMap<number, readonly number[]>;
  /** By op: the conversation or thread that it stands in. */
  readonly homeOf: ReadonlyMap<number, string>;
}

export type Report = (property: Property, detail: string) => void;

/** Decides by the history and by what is there at rest; pure. Nothing found: every promise was kept. */
export function check(history: History, rest: Rest): Violation[] {
  const found: Violation[] = [];
  const report: Report = (property, detail) => found.push({ property, detail });
  const places = locate(rest);
  checkStore(history, places, report);
  checkDevices(history, { rest, places }, report);
  checkOutboxes(history, { rest, places }, report);
  checkMarks(history, places, report);
  checkVotes(history, rest, report);
  checkCounts(rest, report);
  checkTheirs(history, report);
  return found;
}

function locate({ conversations }: Rest): Places {
  const numbersOf = new Map<number, number[]>();
  const homeOf = new Map<number, string>();
  for (const { conversation, messages } of conversations) {
    for (const { op, number } of messages) {
      if (op < 0) continue;
      homeOf.set(op, conversation);
      const numbers = numbersOf.get(op);
      if (numbers) numbers.push(number);
      else numbersOf.set(op, [number]);
    }
  }
  const opsOf = ({ messages }: Truth) => new Map(messages.map(({ number, op }) => [number, op]));
  return {
    numbersOf,
    homeOf,
    truths: new Map(conversations.map((truth) => [truth.conversation, truth])),
    opAt: new Map(conversations.map((truth) => [truth.conversation, opsOf(truth)])),
  };
}
