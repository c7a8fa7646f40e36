import type { Tracked } from '../../client/stores/apply.ts';
import type { Message, NewPoll } from '../../protocol/chat.ts';
import type { Tab } from './client/tab.ts';

/** What a tab does when it is its turn. */
export interface Acts {
  /** Of all that it does: the others are messages. */
  readonly marks: number;
  readonly votes: number;
  /** Of all messages: the others stand in the conversation, and ask nothing. */
  readonly replies: number;
  readonly polls: number;
  /**
   * A device with as many messages unsent writes nothing more for now. Those of all devices together have to be answered
   * within a client's patience, on a machine that is busy with other things as well: else nothing but retries goes through.
   */
  readonly mostPending: number;
}

const LONG_TEXT_SHARE = 0.02;
/** Among so many of the newest messages an open question or a thread is looked for, so that people meet there. */
const NEAR = 200;
const MOST_OPEN = 4;
const LATE_ROOTS = 20;
/** A thread that is there already is answered rather than a new one begun. */
const SAME_THREAD_SHARE = 0.8;
const OPTIONS = ['Now', 'Later', 'Never'];

type Random = () => number;

/** One act in one conversation. */
export async function act(tab: Tab, id: string, { acts, random }: { acts: Acts; random: Random }) {
  const tracked = tab.view.get(id);
  if (!tracked) return;
  const draw = random();
  if (draw < acts.marks) mark(tab, tracked, random);
  else if (draw < acts.marks + acts.votes) vote(tab, tracked, random);
  else if (tab.pending < acts.mostPending) await write(tab, tracked, { acts, random });
}

function mark(tab: Tab, { conversation: { id, lastNumber } }: Tracked, random: Random): void {
  if (lastNumber > 0) tab.mark(id, Math.max(1, lastNumber - Math.floor(random() * 20)));
}

/** For any of the options, or several, or none: anybody may think again, on any device. */
function vote(tab: Tab, { window }: Tracked, random: Random): void {
  if (!tab.isOpen || tab.isVoting) return;
  const asked = window?.messages.slice(-NEAR).filter(({ poll }) => poll !== null) ?? [];
  const message = pick(asked.slice(-MOST_OPEN), random);
  if (!message?.poll) return;
  const one = Math.floor(random() * (OPTIONS.length + 1));
  const some = OPTIONS.flatMap((_, place) => (random() < 0.5 ? place : []));
  const choice = message.poll.several ? some : one < OPTIONS.length ? [one] : [];
  tab.vote(message.id, choice);
}

async function write(tab: Tab, tracked: Tracked, { acts, random }: { acts: Acts; random: Random }) {
  const { id } = tracked.conversation;
  const length = random() < LONG_TEXT_SHARE ? 8_000 : Math.floor(random() * 120);
  const draw = random();
  const root = draw < acts.replies ? chooseRoot(tracked, random) : undefined;
  const isPoll = !root && draw < acts.replies + acts.polls;
  if (root) await tab.reply(id, root.id, 'x'.repeat(length + 1));
  else if (isPoll) await tab.write(id, 'what do you say?', { poll: newPoll(random) });
  else await tab.write(id, 'x'.repeat(length + 1));
}

function newPoll(random: Random): NewPoll {
  return { options: OPTIONS, several: random() < 0.5, anonymous: false, closesAt: null };
}

function chooseRoot({ window }: Tracked, random: Random): Message | undefined {
  const written = window?.messages.slice(-NEAR).filter(({ event }) => event === null) ?? [];
  const begun = written.filter(({ thread }) => thread !== null).slice(-MOST_OPEN);
  const isOld = begun.length > 0 && random() < SAME_THREAD_SHARE;
  return pick(isOld ? begun : written.slice(-LATE_ROOTS), random);
}

function pick<T>(from: readonly T[], random: Random): T | undefined {
  return from[Math.floor(random() * from.length)];
}
