import type { Browser, Page } from '@playwright/test';

/** What Chromium calls the entries into a page's script. */
const ENTRIES = new Set([
  'EvaluateScript',
  'EventDispatch',
  'FireAnimationFrame',
  'FireIdleCallback',
  'FunctionCall',
  'RunMicrotasks',
  'TimerFire',
]);

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly ts: number;
  /** Microseconds; `tdur` without those in which the thread had no processor. */
  readonly dur?: number;
  readonly tdur?: number;
  readonly pid: number;
  readonly tid: number;
}

/** Milliseconds that the page's own thread spent in script while `work` was done. Layout and paint are not in it. */
export async function scriptTime(browser: Browser, page: Page, work: () => Promise<void>): Promise<number> {
  await browser.startTracing(page, { categories: ['devtools.timeline', 'v8.execute', '__metadata'] });
  await work();
  const trace = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] };
  const thread = mainThreadOf(trace.traceEvents);
  const entries = trace.traceEvents
    .filter(({ name, ph, pid, tid }) => ph === 'X' && ENTRIES.has(name) && `${pid} ${tid}` === thread)
    .toSorted((a, b) => a.ts - b.ts);
  let total = 0;
  let until = 0;
  for (const { ts, dur = 0, tdur = dur } of entries) {
    // One entry may lie within another.
    if (ts < until) continue;
    total += tdur;
    until = ts + dur;
  }
  return total / 1000;
}

/** The thread that ran most script: the page is the only one that is open. */
function mainThreadOf(events: readonly TraceEvent[]): string {
  const spent = new Map<string, number>();
  for (const { name, pid, tid, dur = 0 } of events) {
    if (name !== 'FunctionCall') continue;
    const key = `${pid} ${tid}`;
    spent.set(key, (spent.get(key) ?? 0) + dur);
  }
  const [most] = [...spent].toSorted(([, a], [, b]) => b - a);
  if (!most) throw new Error('the trace has no script');
  return most[0];
}
