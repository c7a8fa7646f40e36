/**
 * What a run writes down. Times are milliseconds of one clock, that of the process which plays all clients: what ended
 * before something else began did so for everyone.
 */
export interface History {
  /** By their number, which stands in the text of the message. */
  readonly sends: readonly SendOp[];
  readonly attempts: readonly Attempt[];
  readonly marks: readonly MarkOp[];
  readonly votes: readonly VoteOp[];
  readonly logs: readonly TabLog[];
  readonly shownMarks: readonly ShownMark[];
  /** Messages that reached a tab whose user is not, or was not always, a member. */
  readonly received: readonly Received[];
  readonly absences: readonly Absence[];
}

/** `ok`: acknowledged; `fail`: refused for good; `unknown`: neither was heard. */
export type Outcome = 'ok' | 'fail' | 'unknown';

/** A thread has numbers of its own: to the checker it is a conversation of its own. */
export function threadIn(conversation: string, rootId: string): string {
  return `${conversation}/${rootId}`;
}

/** One message that a user wrote; its outbox may try to send it many times. */
export interface SendOp {
  readonly op: number;
  readonly user: string;
  readonly tab: string;
  /** Or the thread in it. */
  readonly conversation: string;
  readonly invokedAt: number;
  /** The outbox has it on its disk. */
  stored: boolean;
  outcome: Outcome;
  /** The number that the first acknowledgement told. */
  number: number | null;
}

/** One frame on the wire, from when it was handed to the socket until its answer or the end of hope. */
export interface Attempt {
  readonly op: number;
  readonly tab: string;
  readonly from: number;
  to: number;
  outcome: Outcome | 'flying';
}

export interface MarkOp {
  readonly user: string;
  readonly tab: string;
  readonly conversation: string;
  readonly asked: number;
  readonly from: number;
  to: number;
  outcome: Outcome;
  /** The read mark that the answer told. */
  answered: number;
}

/** Sent once; nobody tries again, as no page does. */
export interface VoteOp {
  readonly user: string;
  readonly tab: string;
  /** The message that it hangs on. */
  readonly poll: string;
  /** Places of the options, ascending. */
  readonly choice: readonly number[];
  readonly from: number;
  to: number;
  outcome: Outcome;
  /** That of the message in the answer: its last change, which is this vote or what left nothing for it to change. */
  revision: number;
}

/** Messages in the order in which a tab came to show them. `ops` has -1 for lines of the system. */
export interface TabLog {
  readonly tab: string;
  readonly conversation: string;
  readonly numbers: number[];
  readonly ops: number[];
  /** Places in `numbers` where the tab gave up its window and loaded another. */
  readonly jumps: Set<number>;
}

export interface ShownMark {
  readonly tab: string;
  readonly conversation: string;
  readonly user: string;
  readonly read: number;
}

export interface Received {
  readonly tab: string;
  readonly user: string;
  readonly conversation: string;
  readonly op: number;
  readonly at: number;
}

/** From the answer of the removal until the user was asked back; one who never was a member is away from 0 on. */
export interface Absence {
  readonly user: string;
  readonly conversation: string;
  readonly from: number;
  until: number;
}

/** What is there when everything has come to rest. */
export interface Rest {
  readonly conversations: readonly Truth[];
  readonly screens: readonly Screen[];
  /** What outboxes still hold, although everything works. */
  readonly waiting: readonly number[];
  readonly polls: readonly StoredPoll[];
  /** Counted from the rows of votes and replies, by the message that they hang on. */
  readonly hanging: ReadonlyMap<string, Hanging>;
  readonly shown: readonly ShownHanging[];
}

/** What was voted in a poll, as the database has it. */
export interface StoredPoll {
  readonly poll: string;
  /** By user; who chose nothing has none. */
  readonly choices: ReadonlyMap<string, readonly number[]>;
  /** The numbers of the changes that each user's votes made, ascending. */
  readonly made: ReadonlyMap<string, readonly number[]>;
}

/** What hangs on a message: replies and who wrote the first of them, or who chose each option, first come first. */
export interface Hanging {
  readonly replies: number;
  readonly faces: readonly string[];
  readonly options: readonly (readonly string[])[];
}

export interface ShownHanging extends Hanging {
  readonly tab: string;
  readonly message: string;
}

/** A conversation in the database, or a thread in one. */
export interface Truth {
  readonly conversation: string;
  readonly members: readonly string[];
  readonly lastNumber: number;
  readonly lastChange: number;
  /** By number. */
  readonly messages: readonly StoredMessage[];
  /** Of all changes, messages and replies included, ascending; a thread has none of its own. */
  readonly changes: readonly number[];
  readonly reads: ReadonlyMap<string, number>;
}

export interface StoredMessage {
  readonly number: number;
  readonly op: number;
}

/** The loaded end of a conversation, or of an open thread, in one tab; null: nothing could be loaded. */
export interface Screen {
  readonly tab: string;
  readonly user: string;
  readonly conversation: string;
  readonly messages: readonly StoredMessage[] | null;
}

export interface Violation {
  readonly property: Property;
  readonly detail: string;
}

/** The promises, in the order in which they are reported. */
export const PROPERTIES = {
  acknowledged: 'no acknowledged message is missing anywhere',
  kept: 'what an outbox took is sent in the end',
  whole: 'an unknown outcome is all or nothing',
  once: 'no message is shown twice',
  'one order': 'every device shows the same order',
  contiguous: 'numbers are contiguous',
  'in order': 'the sends of one tab stay in order',
  'one tab': 'two tabs never send the same message at once',
  marks: 'read marks only grow',
  votes: 'the last answered vote of a person stands',
  counts: 'votes and replies are counted alike everywhere',
  theirs: 'nobody gets what is not theirs',
} as const;
export type Property = keyof typeof PROPERTIES;
