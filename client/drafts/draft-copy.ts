import type { Draft, Quote } from '../../protocol/chat.ts';
import type { ConversationId, MessageId, UserId } from '../../protocol/ids.ts';

export interface DraftPlace {
  readonly conversationId: ConversationId;
  readonly threadRootId: MessageId | null;
}

export interface DraftContent {
  readonly text: string;
  readonly quote: Quote | null;
}

/** What stands in one composer of this device, and how it lies to the server's. */
export interface DraftCopy extends DraftPlace, DraftContent {
  readonly userId: UserId;
  /** The revision that it was made from. */
  readonly base: number;
  /** It has what the server has not. */
  readonly dirty: boolean;
  /** The server has something of it, as far as is known. */
  readonly stored: boolean;
  /** On their way, or without an answer: where the server has one of these, it has it from here. */
  readonly sent: readonly DraftContent[];
  /** What another device saved while this one wrote: the user chooses. Until then nothing is saved. */
  readonly other: Draft | null;
}

/** More attempts than this without an answer are too long ago to matter. */
const MOST_SENT = 8;

export const keyOf = ({ conversationId, threadRootId }: DraftPlace): string =>
  threadRootId === null ? conversationId : `${conversationId}/${threadRootId}`;

export function emptyCopy(userId: UserId, { conversationId, threadRootId }: DraftPlace): DraftCopy {
  const nothing = { text: '', quote: null, base: 0, dirty: false, stored: false, other: null };
  return { userId, conversationId, threadRootId, ...nothing, sent: [] };
}

export const isEmpty = ({ text, quote }: DraftContent): boolean => text.trim() === '' && quote === null;

export function sameContent(a: DraftContent, b: DraftContent): boolean {
  return a.text === b.text && a.quote?.id === b.quote?.id;
}

/** The copy after the user wrote. */
export function written(copy: DraftCopy, content: DraftContent): DraftCopy {
  return sameContent(copy, content)
    ? copy
    : { ...copy, text: content.text, quote: content.quote, dirty: true };
}

/** The copy after its message went out. What another device wrote meanwhile was not sent: it comes to the fore. */
export function sentOff(copy: DraftCopy): DraftCopy {
  if (copy.other) return taken(copy, copy.other);
  return { ...copy, text: '', quote: null, dirty: copy.stored || copy.sent.length > 0 };
}

/** The copy after the server told of its draft: by an event, a welcome, or as the answer to a save. */
export function told(copy: DraftCopy, draft: Draft): DraftCopy {
  const { revision } = draft;
  if (revision <= copy.base) return copy;
  if (!copy.dirty) return taken(copy, draft);
  if (sameContent(copy, draft)) return { ...taken(copy, draft), quote: copy.quote };
  const isMine = copy.sent.some((content) => sameContent(content, draft));
  const stored = !isEmpty(draft);
  // What was emptied elsewhere is nothing to choose from.
  if (isMine || isEmpty(draft)) return { ...copy, base: revision, stored, sent: [], other: null };
  // Sent off here, and then begun anew elsewhere.
  if (isEmpty(copy)) return taken(copy, draft);
  return { ...copy, stored, sent: [], other: (copy.other?.revision ?? 0) > revision ? copy.other : draft };
}

/** The copy while it is on its way to the server. */
export function leaving(copy: DraftCopy): DraftCopy {
  return { ...copy, sent: [...copy.sent.slice(-MOST_SENT), { text: copy.text, quote: copy.quote }] };
}

/** The copy after the server took what was sent; it may have been written on meanwhile. */
export function saved(copy: DraftCopy, draft: Draft): DraftCopy {
  const base = Math.max(copy.base, draft.revision);
  return { ...copy, base, dirty: !sameContent(copy, draft), stored: !isEmpty(draft), sent: [] };
}

/** The copy after a welcome that does not have it. */
export function emptied(copy: DraftCopy): DraftCopy {
  return { ...copy, text: '', quote: null, stored: false };
}

/** The copy after the user chose between the two. */
export function chosen(copy: DraftCopy, which: 'mine' | 'other'): DraftCopy {
  if (!copy.other) return copy;
  return which === 'other' ? taken(copy, copy.other) : { ...copy, base: copy.other.revision, other: null };
}

/** The copy once it is what the server has. */
function taken(copy: DraftCopy, { text, quote, revision }: Draft): DraftCopy {
  const stored = !isEmpty({ text, quote });
  return { ...copy, text, quote, base: revision, dirty: false, stored, sent: [], other: null };
}
