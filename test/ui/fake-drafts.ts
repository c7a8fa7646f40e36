import { createSignal } from 'solid-js';
import type { DraftContent, DraftPlace } from '../../client/drafts/draft-copy.ts';
import type { DraftsStore, ScheduledStore } from '../../client/stores/contract.ts';

const KEY = 'fake.drafts';
const NONE: DraftContent = { text: '', quote: null };

/** Drafts that outlive a reload of their tab. */
export function makeDrafts(): DraftsStore {
  const kept = JSON.parse(sessionStorage.getItem(KEY) ?? '{}') as Record<string, DraftContent>;
  const [drafts, setDrafts] = createSignal(kept);
  const keyOf = ({ conversationId, threadRootId }: DraftPlace) => `${conversationId}/${threadRootId}`;
  const put = (place: DraftPlace, content: DraftContent) => {
    setDrafts((all) => ({ ...all, [keyOf(place)]: content }));
    sessionStorage.setItem(KEY, JSON.stringify(drafts()));
  };
  const contentOf = (place: DraftPlace) => drafts()[keyOf(place)] ?? NONE;
  return {
    of: (place) => ({ ...contentOf(place), other: null }),
    write: (place, content) => put(place, { ...contentOf(place), ...content }),
    sent: (place) => put(place, NONE),
    choose: () => undefined,
  };
}

export const nothingScheduled: ScheduledStore = {
  list: () => [],
  add: async () => undefined,
  isAdding: () => false,
  change: async () => undefined,
  sendNow: async () => undefined,
  remove: async () => undefined,
};
