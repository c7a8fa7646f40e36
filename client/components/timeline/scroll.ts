import { type Accessor, createEffect, createSignal, on, onCleanup, onMount } from 'solid-js';
import { afterPaint } from '../../ui/after-paint.ts';
import type { Timeline } from '../../stores/contract.ts';
import { beginsAfter, type Row } from './rows.ts';

/** How near an end of the window may come before the next page is fetched, and what still counts as the bottom. */
const PAGE_AHEAD_PX = 900;
const AT_BOTTOM_PX = 40;
/** How near the end of what is built may come before the rest is. */
const BUILD_AHEAD_PX = 200;

interface ScrollInput {
  scroller: () => HTMLElement;
  column: () => HTMLElement;
  timeline: Accessor<Timeline>;
  rows: Accessor<readonly { value: Accessor<Row> }[]>;
  /** Older rows are loaded, and not built yet. */
  isPart: Accessor<boolean>;
  buildAll: () => void;
}

/**
 * The timeline's scroller is a reversed column: position 0 is the newest line, and the browser itself keeps it there.
 * What this adds: a reader further up stays at the line they read, pages come ahead of the reader, what was shown is
 * marked as read.
 */
export function createTimelineScroll(input: ScrollInput) {
  const [atBottom, setAtBottom] = createSignal(true);
  const anchor = makeAnchor(input.scroller);
  let opened: Timeline | undefined;
  /** The line of new messages that the reader was led to. */
  let ledTo: number | null = null;

  const look = () => {
    setAtBottom(fromBottom(input.scroller()) < AT_BOTTOM_PX && !input.timeline().hasAfter());
    anchor.remember();
  };
  const settle = () => {
    look();
    if (input.timeline().state() !== 'ready') return;
    reachAhead(input, atBottom());
    markShown(input, atBottom());
  };
  const go = (move: () => void) => () => {
    move();
    settle();
  };
  const stay = () => {
    if (atBottom()) input.scroller().scrollTop = 0;
    else anchor.restore();
  };
  const hold = go(stay);
  /** Who stands at the newest line when the line of new messages is drawn begins to read there, not below it. */
  const lead = () => {
    const line = input.timeline().newSince();
    if (line === ledTo || !atBottom()) return;
    const isThere = showFirstNew(input.scroller(), 'where it is out of sight');
    if (line === null || isThere || beginsAfter(input.timeline().items(), line)) ledTo = line;
  };

  createEffect(
    on([input.rows, () => input.timeline().state(), () => input.timeline().hasBefore()], () => {
      const timeline = input.timeline();
      const isReady = timeline.state() === 'ready';
      if (isReady && opened !== timeline) {
        opened = timeline;
        ledTo = null;
        // It begins at the newest line. Where none further up is sought, to measure it can wait until it is laid out.
        if (timeline.newSince() === null) return onCleanup(afterPaint(settle));
        input.scroller().scrollTop = 0;
      } else if (opened) stay();
      else return;
      look();
      if (isReady) lead();
      // Last: what the reader was led away from has not been read.
      settle();
    }),
  );
  onLayout(input, hold, settle);
  return {
    atBottom,
    onScroll: settle,
    toBottom: go(() => (input.scroller().scrollTop = 0)),
    toFirstNew: go(() => void showFirstNew(input.scroller(), 'always')),
  };
}

/** Builds or fetches what the reader comes near to. */
function reachAhead({ scroller, timeline, isPart, buildAll }: ScrollInput, atBottom: boolean): void {
  const { hasBefore, hasAfter, loadBefore, loadAfter } = timeline();
  const above = fromTop(scroller());
  if (isPart()) {
    if (above < BUILD_AHEAD_PX || !atBottom) buildAll();
  } else if (above < PAGE_AHEAD_PX && hasBefore()) void loadBefore();
  if (fromBottom(scroller()) < PAGE_AHEAD_PX && hasAfter()) void loadAfter();
}

/** The window or the composer changed its size, a picture came, the page is looked at again. */
function onLayout(input: ScrollInput, hold: () => void, settle: () => void): void {
  onMount(() => {
    const observer = new ResizeObserver(hold);
    observer.observe(input.column());
    observer.observe(input.scroller());
    document.addEventListener('visibilitychange', settle);
    onCleanup(() => {
      observer.disconnect();
      document.removeEventListener('visibilitychange', settle);
    });
  });
}

const fromBottom = (scroller: HTMLElement): number => Math.abs(scroller.scrollTop);
const fromTop = (scroller: HTMLElement): number =>
  scroller.scrollHeight - scroller.clientHeight - fromBottom(scroller);

/** Holds the uppermost visible line where it is while lines come and go around it. */
function makeAnchor(scrollerOf: () => HTMLElement) {
  let line: HTMLElement | undefined;
  let top = 0;
  return {
    remember() {
      line = uppermost(linesOf(scrollerOf()), scrollerOf().getBoundingClientRect().top);
      top = line?.getBoundingClientRect().top ?? 0;
    },
    restore() {
      if (!line?.isConnected) return;
      const moved = line.getBoundingClientRect().top - top;
      if (Math.abs(moved) >= 1) scrollerOf().scrollTop += moved;
    },
  };
}

function linesOf(scroller: HTMLElement): HTMLElement[] {
  return [...scroller.querySelectorAll<HTMLElement>('[data-line]')];
}

/** Lines stand in order: halving finds the first that reaches below the edge. */
function uppermost(lines: readonly HTMLElement[], edge: number): HTMLElement | undefined {
  let [low, high] = [0, lines.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((lines[middle]?.getBoundingClientRect().bottom ?? 0) > edge) high = middle;
    else low = middle + 1;
  }
  return lines[low];
}

/** Answers whether there is such a line. */
function showFirstNew(scroller: HTMLElement, when: 'always' | 'where it is out of sight'): boolean {
  const line = scroller.querySelector<HTMLElement>('[data-first-new]');
  if (!line) return false;
  const above = scroller.getBoundingClientRect().top + 64 - line.getBoundingClientRect().top;
  if (above > 0 || when === 'always') scroller.scrollTop -= above;
  return true;
}

function markShown(input: ScrollInput, atBottom: boolean): void {
  if (document.visibilityState !== 'visible') return;
  const shown = atBottom ? newestNumber(input.rows()) : lowestShown(input.scroller());
  if (shown > 0) input.timeline().markRead(shown);
}

function newestNumber(rows: readonly { value: Accessor<Row> }[]): number {
  const row = rows.findLast((candidate) => candidate.value().item.kind === 'message')?.value();
  return row?.item.kind === 'message' ? row.item.message.number : 0;
}

function lowestShown(scroller: HTMLElement): number {
  const edge = scroller.getBoundingClientRect().bottom;
  const line = linesOf(scroller).findLast(
    (candidate) => candidate.getBoundingClientRect().bottom <= edge + 8,
  );
  return Number(line?.dataset.line ?? 0);
}
