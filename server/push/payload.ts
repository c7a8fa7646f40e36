import type { CallId, ConversationId, MessageId } from '../../protocol/ids.ts';
import { noteTitle } from '../../protocol/notify.ts';

/** What a service worker is told; client/worker/notifications.ts reads it. Small: push services carry at most 4 KB. */
export type PushPayload =
  | {
      readonly kind: 'message';
      readonly conversationId: ConversationId;
      /** In its thread, if it is a reply. */
      readonly number: number;
      readonly threadRootId: MessageId | null;
      readonly title: string;
      readonly body: string;
      readonly isSilent: boolean;
    }
  | {
      readonly kind: 'call';
      readonly conversationId: ConversationId;
      readonly callId: CallId;
      readonly title: string;
      readonly body: string;
      /** How long it rings yet. */
      readonly forMs: number;
      readonly isSilent: boolean;
    };

/** Characters of what was written. */
const EXCERPT = 120;
const MOST_TITLE = 80;
const MOST_BYTES = { title: 500, body: 2_500 } as const;

export interface Written {
  readonly text: string;
  readonly fileCount: number;
  /** It is the line of a call that nobody took. */
  readonly isMissedCall: boolean;
  /** The text is its question. */
  readonly isPoll: boolean;
  readonly isVoice: boolean;
  readonly isReply: boolean;
  readonly sender: string;
}

/** `group`: its name, for a message in a group. */
export function titleOf(
  { sender, isReply }: Pick<Written, 'sender' | 'isReply'>,
  group: string | null,
): string {
  return cut(noteTitle(sender, { group, isReply }), MOST_TITLE, MOST_BYTES.title);
}

export function bodyOf(
  { text, fileCount, isMissedCall, isPoll, isVoice }: Written,
  showText: boolean,
): string {
  if (isMissedCall) return 'Missed call';
  if (!showText) return 'New message';
  const line = text.replaceAll(/\s+/g, ' ').trim();
  if (line !== '') return cut(isPoll ? `Poll: ${line}` : line, EXCERPT, MOST_BYTES.body);
  if (isVoice) return 'Voice message';
  return fileCount === 1 ? 'A file' : `${fileCount} files`;
}

/** Between characters as people count them; a character may be of any length, and a push may not. */
function cut(text: string, length: number, bytes: number): string {
  const kept: string[] = [];
  let size = 0;
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    size += Buffer.byteLength(segment);
    if (kept.length === length || size > bytes) return `${kept.slice(0, length - 1).join('')}…`;
    kept.push(segment);
  }
  return text;
}
