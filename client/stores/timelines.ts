import { createRoot, getOwner, onCleanup, runWithOwner, untrack } from 'solid-js';
import type { Timeline } from './contract.ts';
import { createTimeline, type OwnedTimeline, type TimelineDeps } from './timeline.ts';

/** One timeline for each place that was looked at. A component that asks for one shows it until it is gone. */
/** Names a conversation, or a thread in it. */
type Key = string;

export function createTimelines(depsOf: (key: Key) => TimelineDeps) {
  const owner = getOwner();
  const timelines = new Map<Key, OwnedTimeline & { dispose(): void }>();

  const make = (key: Key) => {
    const made = runWithOwner(owner, () =>
      createRoot((dispose) => ({ ...createTimeline(depsOf(key)), dispose }), owner),
    );
    if (!made) throw new Error('A timeline stands outside of its owner.');
    timelines.set(key, made);
    return made;
  };
  const drop = (key: Key) => {
    timelines.get(key)?.dispose();
    timelines.delete(key);
  };

  return {
    show(key: Key): Timeline {
      const timeline = timelines.get(key) ?? make(key);
      if (getOwner()) {
        untrack(() => timeline.enter());
        onCleanup(() => timeline.leave());
      }
      return timeline;
    },
    refresh: (key: Key) => timelines.get(key)?.refresh(),
    isShown: (key: Key) => timelines.get(key)?.isShown() ?? false,
    fillShown() {
      for (const timeline of timelines.values()) if (timeline.isShown()) void timeline.fill();
    },
    shown: () => [...timelines].flatMap(([key, timeline]) => (timeline.isShown() ? key : [])),
    drawLine: (key: Key, number: number) => timelines.get(key)?.drawLine(number),
    jumpToNewest: (key: Key) => timelines.get(key)?.jumpToNewest(),
    clear() {
      for (const key of [...timelines.keys()]) drop(key);
    },
  };
}
