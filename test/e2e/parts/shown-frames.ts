import type { Page } from '@playwright/test';

/** Writes down when each frame of a camera was shown on the tile's front element. Reading takes what was written. */
export async function recordShownFrames(page: Page): Promise<void> {
  await page.evaluate(() => {
    const shown = new Map<string, number[]>();
    const watched = new WeakSet<HTMLVideoElement>();
    const watch = (video: HTMLVideoElement) => {
      if (watched.has(video)) return;
      watched.add(video);
      const next: VideoFrameRequestCallback = (now) => {
        const { participant = '' } = video.dataset;
        if (video.dataset.shown === 'true') shown.set(participant, [...(shown.get(participant) ?? []), now]);
        if (video.isConnected) video.requestVideoFrameCallback(next);
      };
      video.requestVideoFrameCallback(next);
    };
    const scan = () => {
      for (const video of document.querySelectorAll<HTMLVideoElement>(
        'video[data-source=camera][data-participant]',
      )) {
        watch(video);
      }
    };
    new MutationObserver(scan).observe(document.body, { childList: true, subtree: true });
    scan();
    Reflect.set(window, 'takeShownFrames', () => {
      const taken = [...shown];
      shown.clear();
      for (const [id, times] of taken) shown.set(id, times.slice(-1));
      return taken;
    });
  });
}

export interface Gaps {
  /** Milliseconds. */
  readonly longest: number;
  readonly frames: number;
}

/** Since the last time it was asked, by participant. */
export async function takeGaps(page: Page): Promise<Map<string, Gaps>> {
  const taken = await page.evaluate(() => {
    const take: unknown = Reflect.get(window, 'takeShownFrames');
    return typeof take === 'function' ? (take() as [string, number[]][]) : [];
  });
  return new Map(
    taken.map(([id, times]) => {
      const gaps = times.slice(1).map((time, index) => time - (times[index] ?? time));
      return [id, { longest: Math.round(Math.max(0, ...gaps)), frames: times.length }];
    }),
  );
}
