import { createEffect, createSignal, untrack } from 'solid-js';
import type { Quote } from '../../protocol/chat.ts';
import { type DraftPlace, keyOf } from '../drafts/draft-copy.ts';
import type { ConversationsStore, DraftsStore, ToastStore, UploadsStore } from './contract.ts';

export interface ArmedSends {
  /** Sends what stands in the composer of a place: now, or when the last of its files is there. */
  send(place: DraftPlace, quote: Quote | null): void;
  /** Send was pressed, and files are still on their way. */
  isArmed(place: DraftPlace): boolean;
  clear(): void;
}

interface ArmedSendsDeps {
  readonly conversations: Pick<ConversationsStore, 'send'>;
  readonly drafts: Pick<DraftsStore, 'of' | 'sent'>;
  readonly uploads: Pick<UploadsStore, 'of' | 'take'>;
  readonly toasts: Pick<ToastStore, 'show'>;
}

interface Armed {
  readonly place: DraftPlace;
  readonly quote: Quote | null;
}

/** Of the page, not of a composer: whoever presses Send and goes elsewhere has sent. */
export function createArmedSends({ conversations, drafts, uploads, toasts }: ArmedSendsDeps): ArmedSends {
  const [armed, setArmed] = createSignal<readonly Armed[]>([]);
  const of = (place: DraftPlace) => armed().find((one) => keyOf(one.place) === keyOf(place));
  const filesOf = (place: DraftPlace) => uploads.of(keyOf(place)).filter(({ alone }) => !alone);
  const underWay = (place: DraftPlace) =>
    filesOf(place).some(({ state }) => state === 'uploading' || state === 'paused');
  const disarm = (place: DraftPlace) =>
    setArmed((all) => all.filter((one) => keyOf(one.place) !== keyOf(place)));

  const dispatch = ({ place, quote }: Armed) => {
    const files = uploads.take(keyOf(place));
    const text = drafts.of(place).text.trim();
    if (text === '' && files.length === 0) return;
    const { conversationId, threadRootId: rootId } = place;
    conversations.send(conversationId, { text, files, answers: quote, rootId });
    drafts.sent(place);
  };
  const settle = (one: Armed) => {
    disarm(one.place);
    if (!filesOf(one.place).some(({ state }) => state === 'failed')) return dispatch(one);
    toasts.show(
      'problem',
      'A file did not arrive, so its message was not sent. It is still where you wrote it.',
    );
  };
  createEffect(() => {
    for (const one of armed()) if (!underWay(one.place)) untrack(() => settle(one));
  });

  return {
    send(place, quote) {
      // The place is a view of what the page shows, which changes.
      const { conversationId, threadRootId } = place;
      const one = { place: { conversationId, threadRootId }, quote };
      if (!underWay(place)) dispatch(one);
      else if (!of(place)) setArmed((all) => [...all, one]);
    },
    isArmed: (place) => of(place) !== undefined,
    clear: () => void setArmed([]),
  };
}
