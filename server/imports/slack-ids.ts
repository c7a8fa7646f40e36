import type { ConversationId, MessageId } from '../../protocol/ids.ts';

/**
 * Ids that follow from what is imported: the same export, imported twice, names the same messages. They are UUIDs of
 * version 7, because messages are searched in the order of their ids: the time is that of the message.
 */
export function messageIdOf(channelKey: string, ts: string): MessageId {
  return uuidAt(millisecondsOf(ts), `message ${channelKey} ${ts}`);
}

export function conversationIdOf(channelKey: string, createdAt: number): ConversationId {
  return uuidAt(createdAt, `conversation ${channelKey}`);
}

export function millisecondsOf(ts: string): number {
  return Math.floor(Number(ts) * 1000);
}

const LAST_TIME = 2 ** 48 - 1;

function uuidAt(milliseconds: number, name: string): string {
  const time = Math.min(Math.max(0, milliseconds), LAST_TIME).toString(16).padStart(12, '0');
  const hash = new Bun.CryptoHasher('sha256').update(`parley slack ${name}`).digest('hex');
  const variant = ((Number.parseInt(hash.slice(3, 4), 16) & 0x3) | 0x8).toString(16);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${hash.slice(0, 3)}-${variant}${hash.slice(4, 7)}-${hash.slice(7, 19)}`;
}
