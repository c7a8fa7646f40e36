import { createRoot, getOwner, onCleanup, runWithOwner, untrack } from 'solid-js';
import type { ConversationId } from '../../protocol/ids.ts';
import type { Timeline } from './contract.ts';
import { createTimeline, type OwnedTimeline, type TimelineDeps } from './timeline.ts';

/** One timeline for each conversation that was looked at. A component that asks for one shows it until it is gone. */
export function createTimelines(depsOf: (id: ConversationId) => TimelineDeps) {
  const owner = getOwner();
  const timelines = new Map<ConversationId, OwnedTimeline & { dispose(): void }>();

  const make = (id: ConversationId) => {
    const made = runWithOwner(owner, () =>
      createRoot((dispose) => ({ ...createTimeline(depsOf(id)), dispose }), owner),
    );
    if (!made) throw new Error('A timeline stands outside of its owner.');
    timelines.set(id, made);
    return made;
  };
  const drop = (id: ConversationId) => {
    timelines.get(id)?.dispose();
    timelines.delete(id);
  };

  return {
    show(id: ConversationId): Timeline {
      const timeline = timelines.get(id) ?? make(id);
      if (getOwner()) {
        untrack(() => timeline.enter());
        onCleanup(() => timeline.leave());
      }
      return timeline;
    },
    refresh: (id: ConversationId) => timelines.get(id)?.refresh(),
    isShown: (id: ConversationId) => timelines.get(id)?.isShown() ?? false,
    fillShown() {
      for (const timeline of timelines.values()) if (timeline.isShown()) void timeline.fill();
    },
    jumpToNewest: (id: ConversationId) => timelines.get(id)?.jumpToNewest(),
    clear() {
      for (const id of [...timelines.keys()]) drop(id);
    },
  };
}
