import { type Accessor, createSignal, onCleanup } from 'solid-js';
import { Playback, RATES, type Rate, type Track } from '../voice/playback.ts';
import type { SmallStorage } from './remembered-user.ts';

const RATE_KEY = 'parley.voice-rate';

/** What is heard of voice messages: one at a time, on the whole page. */
export interface VoiceStore {
  of(id: string): { state: 'idle' | 'playing' | 'paused' | 'failed'; positionMs: number };
  play(track: Track): void;
  pause(): void;
  seek(track: Track, toMs: number): void;
  rate: Accessor<Rate>;
  /** Once around; remembered. */
  nextRate(): void;
  /** It stands on the page here: it may follow another. Answers how to say that it no longer does. */
  show(track: Track, element: HTMLElement): () => void;
}

/** What is heard of voice messages: one at a time on the whole page, and after it the one that stands below it. */
export function createVoiceStore(storage: SmallStorage): VoiceStore {
  const shown = new Map<string, { track: Track; element: HTMLElement }>();
  const playback = new Playback({
    makeAudio: () => new Audio(),
    following: (id) => following([...shown.values()], shown.get(id)?.element),
  });
  const [version, setVersion] = createSignal(0);
  const [rate, setRate] = createSignal<Rate>(readRate(storage));
  playback.setRate(rate());
  let frame = 0;
  // The browser tells its place four times a second: too few for a line that moves.
  const follow = () => {
    setVersion((before) => before + 1);
    frame = playback.isPlaying ? requestAnimationFrame(follow) : 0;
  };
  const stop = playback.onChange(() => frame === 0 && follow());
  onCleanup(() => {
    stop();
    if (frame !== 0) cancelAnimationFrame(frame);
    if (playback.track) playback.stop(playback.track.id);
  });
  return {
    of(id) {
      version();
      const isIt = playback.track?.id === id;
      if (!isIt) return { state: 'idle', positionMs: 0 };
      const state = playback.hasFailed ? 'failed' : playback.isPlaying ? 'playing' : 'paused';
      return { state, positionMs: playback.positionMs };
    },
    play: (track) => playback.play(track),
    pause: () => playback.pause(),
    seek: (track, toMs) => playback.seek(track, toMs),
    rate,
    nextRate() {
      const next = RATES[(RATES.indexOf(rate()) + 1) % RATES.length] ?? 1;
      setRate(next);
      playback.setRate(next);
      storage.setItem(RATE_KEY, String(next));
    },
    show(track, element) {
      const entry = { track, element };
      shown.set(track.id, entry);
      return () => {
        // The row may have been drawn anew before the old one went.
        if (shown.get(track.id) !== entry) return;
        shown.delete(track.id);
        playback.stop(track.id);
      };
    },
  };
}

function following(
  shown: readonly { track: Track; element: HTMLElement }[],
  from: HTMLElement | undefined,
): Track | null {
  const log = from?.closest('[role="log"]');
  if (!from || !log) return null;
  const isBelow = (a: HTMLElement, b: HTMLElement) =>
    (a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0;
  const below = shown.filter(({ element }) => log.contains(element) && isBelow(from, element));
  const [next] = below.toSorted((a, b) => (isBelow(a.element, b.element) ? -1 : 1));
  return next?.track ?? null;
}

function readRate(storage: SmallStorage): Rate {
  const kept = Number(storage.getItem(RATE_KEY));
  return RATES.find((rate) => rate === kept) ?? 1;
}
