import type { FileInfo, Member, Message, Quote, SystemEvent } from '../../../protocol/chat.ts';
import type { Poll } from '../../../protocol/poll.ts';
import { unvoted } from '../../../protocol/poll-rules.ts';
import type { PendingMessage, TimelineItem } from '../../stores/contract.ts';
import { startOfDay } from '../../ui/format.ts';

/** Messages of one author this close together stand under one name. */
export const GROUP_GAP_MS = 5 * 60_000;

/** A line of the timeline with what its neighbours make of it. */
export interface Row {
  readonly key: string;
  readonly item: TimelineItem;
  readonly senderId: string;
  readonly createdAt: number;
  readonly own: boolean;
  /** The first and the last of its author's group. */
  readonly first: boolean;
  readonly last: boolean;
  /** A day begins above it. */
  readonly newDay: boolean;
  /** The line of new messages stands above it. */
  readonly firstNew: boolean;
  /** The message that the thread hangs on: it stands above the replies and is none of them. */
  readonly isRoot?: boolean;
}

export function rowsOf(items: readonly TimelineItem[], meId: string, newSince: number | null): Row[] {
  const firstNewKey = keyOfFirstNew(items, meId, newSince);
  return items.map((item, i) => {
    const before = items[i - 1];
    const after = items[i + 1];
    const key = keyOf(item, meId);
    const newDay = !before || startOfDay(timeOf(before)) !== startOfDay(timeOf(item));
    return {
      key,
      item,
      senderId: senderOf(item, meId),
      createdAt: timeOf(item),
      own: senderOf(item, meId) === meId,
      first: !before || !joins(before, item, meId) || key === firstNewKey,
      last: !after || !joins(item, after, meId) || keyOf(after, meId) === firstNewKey,
      newDay,
      firstNew: key === firstNewKey,
    };
  });
}

/** The row of the message that a thread hangs on, above those of the replies. */
export function rootRowsOf(root: Message, meId: string): Row[] {
  return rowsOf([{ kind: 'message', message: root }], meId, null).map((row) => ({ ...row, isRoot: true }));
}

/** The day is not said again where the first reply is of the day of the root. */
export function withoutDayOf(root: Message | undefined, rows: Row[]): Row[] {
  const [first, ...rest] = rows;
  if (!root || !first || startOfDay(root.createdAt) !== startOfDay(first.createdAt)) return rows;
  return [{ ...first, newDay: false }, ...rest];
}

export function sameRow(a: Row, b: Row): boolean {
  return (
    a.first === b.first &&
    a.last === b.last &&
    a.newDay === b.newDay &&
    a.firstNew === b.firstNew &&
    a.createdAt === b.createdAt &&
    sameItem(a.item, b.item)
  );
}

/** For each other member, by the number of the last shown message that they have read. */
export function readersByNumber(
  items: readonly TimelineItem[],
  members: readonly Member[],
  meId: string,
): Map<number, string[]> {
  const messages = items.flatMap((item) =>
    item.kind === 'message' && !item.message.event ? item.message : [],
  );
  const readers = new Map<number, string[]>();
  for (const member of members) {
    if (member.userId === meId) continue;
    const last = messages.findLast((message) => message.number <= member.readNumber);
    // Who wrote it has read it: no face is needed.
    if (!last || last.senderId === member.userId) continue;
    readers.set(last.number, [...(readers.get(last.number) ?? []), member.userId]);
  }
  return readers;
}

/** null: it is not the server's yet. */
export function messageOf(item: TimelineItem): Message | null {
  return item.kind === 'message' ? item.message : null;
}

export function numberOf(item: TimelineItem): number | null {
  return item.kind === 'message' ? item.message.number : null;
}

export function eventOf(item: TimelineItem): SystemEvent | null {
  return item.kind === 'message' ? item.message.event : null;
}

export function filesOf(item: TimelineItem): readonly FileInfo[] {
  return (item.kind === 'message' ? item.message : item.pending).files;
}
export function textOf(item: TimelineItem): string {
  return (item.kind === 'message' ? item.message : item.pending).text;
}

export function pollOf(item: TimelineItem): Poll | null {
  if (item.kind === 'message') return item.message.poll;
  return item.pending.poll && unvoted(item.pending.poll);
}

/** null: it is what it was when it was sent. */
export function touchedOf(item: TimelineItem): Message | null {
  if (item.kind !== 'message') return null;
  const { editedAt, pinned, previews, reactions } = item.message;
  return editedAt !== null || pinned || previews.length > 0 || reactions.length > 0 ? item.message : null;
}

export function failedOf(item: TimelineItem): PendingMessage | null {
  return item.kind === 'pending' && item.pending.state === 'failed' ? item.pending : null;
}

export function stateOf(item: TimelineItem): 'sent' | PendingMessage['state'] {
  return item.kind === 'pending' ? item.pending.state : 'sent';
}

/** Whether anything hangs on it beside its words. */
export function hasMore(item: TimelineItem): boolean {
  const { files, poll } = item.kind === 'message' ? item.message : item.pending;
  if (files.length > 0 || poll !== null) return true;
  return item.kind === 'message'
    ? item.message.thread !== null || touchedOf(item) !== null
    : failedOf(item) !== null;
}

export function quoteOf(item: TimelineItem): Quote | null {
  return (item.kind === 'message' ? item.message : item.pending).quote;
}

/** Its sender's own id keeps a row in place when the pending message becomes the server's. */
function keyOf(item: TimelineItem, meId: string): string {
  return item.kind === 'message'
    ? `${item.message.senderId}:${item.message.clientId}`
    : `${meId}:${item.pending.clientId}`;
}

function senderOf(item: TimelineItem, meId: string): string {
  return item.kind === 'message' ? item.message.senderId : meId;
}

function timeOf(item: TimelineItem): number {
  return (item.kind === 'message' ? item.message : item.pending).createdAt;
}

function joins(a: TimelineItem, b: TimelineItem, meId: string): boolean {
  if (isSystem(a) || isSystem(b)) return false;
  if (senderOf(a, meId) !== senderOf(b, meId)) return false;
  if (startOfDay(timeOf(a)) !== startOfDay(timeOf(b))) return false;
  return timeOf(b) - timeOf(a) < GROUP_GAP_MS;
}

function isSystem(item: TimelineItem): boolean {
  return item.kind === 'message' && item.message.event !== null;
}

/** What I wrote myself meanwhile, on another device, is not new to me. */
function keyOfFirstNew(items: readonly TimelineItem[], meId: string, newSince: number | null): string | null {
  if (newSince === null || beginsAfter(items, newSince)) return null;
  const first = items.find(
    (item) => item.kind === 'message' && item.message.number > newSince && item.message.senderId !== meId,
  );
  return first ? keyOf(first, meId) : null;
}

/** What is new began before the window does: its first line is not where the line of new messages stands. */
export function beginsAfter(items: readonly TimelineItem[], newSince: number): boolean {
  const first = items[0];
  return first?.kind === 'message' && first.message.number > newSince + 1;
}

function sameItem(a: TimelineItem, b: TimelineItem): boolean {
  if (a.kind === 'message' && b.kind === 'message') return sameMessage(a.message, b.message);
  return a.kind === 'pending' && b.kind === 'pending' && samePending(a.pending, b.pending);
}

/** A revision comes with every change of the message itself; its quote changes with the message that it
 * answers, and its thread with each reply. */
function sameMessage(a: Message, b: Message): boolean {
  if (a === b) return true;
  const isSame = a.id === b.id && a.revision === b.revision && a.thread?.replies === b.thread?.replies;
  return isSame && sameQuote(a.quote, b.quote);
}

function sameQuote(a: Quote | null, b: Quote | null): boolean {
  return a === b || (a?.text === b?.text && a?.deleted === b?.deleted && a?.fileCount === b?.fileCount);
}

function samePending(a: PendingMessage, b: PendingMessage): boolean {
  return a.clientId === b.clientId && a.state === b.state && a.problem === b.problem;
}
