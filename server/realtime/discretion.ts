import type { Change } from '../../protocol/chat.ts';
import type { DownEvent } from '../../protocol/down.ts';
import type { UserSettings } from '../../protocol/settings.ts';

/**
 * Who does not tell others what they read, or that they type, does not hear it of others either. Such people are few:
 * they hear each conversation under an address of its own, where those events are missing or bare, and everyone else
 * costs nothing.
 */
export type Discretion = Pick<UserSettings, 'readReceipts' | 'typing'>;
export const OPEN: Discretion = { readReceipts: true, typing: true };

/** What an event gives away of somebody. */
export type Telling = 'reads' | 'typing';

export function tellingOf(event: DownEvent): Telling | null {
  if (event.t === 'chat.typing') return 'typing';
  if (event.t === 'chat.marked') return 'reads';
  return event.t === 'chat.changed' && event.change.kind === 'member' ? 'reads' : null;
}

export function isOpen({ readReceipts, typing }: Discretion): boolean {
  return readReceipts && typing;
}

const READS = '~reads';
const TYPING = '~typing';

/** Where somebody hears a topic. */
export function addressOf(topic: string, { readReceipts, typing }: Discretion): string {
  if (!topic.startsWith('conversation:')) return topic;
  return `${topic}${readReceipts ? '' : READS}${typing ? '' : TYPING}`;
}

/** The topic of an address. */
export function topicOf(address: string): string {
  return address.split('~')[0] ?? address;
}

const DISCREET: readonly Discretion[] = [
  { readReceipts: false, typing: true },
  { readReceipts: true, typing: false },
  { readReceipts: false, typing: false },
];

/** What goes to those who hear less than all of a conversation. */
export function discreetly(topic: string, frame: string, telling: Telling | null): [string, string][] {
  if (!topic.startsWith('conversation:')) return [];
  return DISCREET.flatMap((discretion) => {
    const heard = frameFor(discretion, frame, telling);
    return heard === null ? [] : [[addressOf(topic, discretion), heard] as [string, string]];
  });
}

/** null: they do not hear of it. */
export function frameFor(
  { readReceipts, typing }: Discretion,
  frame: string,
  telling: Telling | null,
): string | null {
  if (telling === 'typing') return typing ? frame : null;
  return telling === 'reads' && !readReceipts ? bare(frame) : frame;
}

/** Without what was read. */
function bare(frame: string): string {
  const event = JSON.parse(frame) as DownEvent;
  if (event.t === 'chat.marked') return JSON.stringify({ ...event, read: 0 });
  if (event.t !== 'chat.changed') return frame;
  return JSON.stringify({ ...event, change: bareChange(event.change) });
}

export function bareChange(change: Change): Change {
  if (change.kind !== 'member' || !change.member) return change;
  return { ...change, member: { ...change.member, readNumber: 0 } };
}
