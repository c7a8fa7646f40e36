import { expect, test } from 'bun:test';
import { Playback, type Track } from './playback.ts';

class FakeAudio extends EventTarget {
  src = '';
  currentTime = 0;
  playbackRate = 1;
  paused = true;
  refuses = false;

  async play(): Promise<void> {
    if (this.refuses) throw new Error('no such sound');
    this.paused = false;
  }
  pause(): void {
    this.paused = true;
  }
  removeAttribute(): void {
    this.src = '';
  }
  end(): void {
    this.paused = true;
    this.dispatchEvent(new Event('ended'));
  }
}

const track = (id: string): Track => ({ id, src: `/files/${id}`, durationMs: 10_000 });

function setUp(order: string[] = []) {
  const audio = new FakeAudio();
  let made = 0;
  const playback = new Playback({
    makeAudio: () => {
      made += 1;
      return audio as unknown as HTMLAudioElement;
    },
    following: (id) => {
      const next = order[order.indexOf(id) + 1];
      return next === undefined ? null : track(next);
    },
  });
  return { audio, playback, made: () => made };
}

test('there is no element before the first is played, and one for all', () => {
  const { playback, made, audio } = setUp();
  expect(made()).toBe(0);
  playback.play(track('one'));
  playback.play(track('two'));
  expect(made()).toBe(1);
  expect([playback.track?.id, audio.src]).toEqual(['two', '/files/two']);
});

test('it goes on where it was paused, and from where one sought', () => {
  const { playback, audio } = setUp();
  playback.play(track('one'));
  audio.currentTime = 4;
  playback.pause();
  playback.play(track('one'));
  expect(playback.positionMs).toBe(4_000);
  playback.seek(track('one'), 99_000);
  expect(playback.positionMs).toBe(10_000);
});

test('the next one follows at its beginning; after the last there is silence', () => {
  const { playback, audio } = setUp(['one', 'two']);
  playback.play(track('one'));
  audio.currentTime = 10;
  audio.end();
  expect([playback.track?.id, playback.isPlaying, playback.positionMs]).toEqual(['two', true, 0]);
  audio.end();
  expect([playback.track, playback.isPlaying]).toEqual([null, false]);
});

test('the speed holds for what is played later, too', () => {
  const { playback, audio } = setUp();
  playback.setRate(1.5);
  playback.play(track('one'));
  expect(audio.playbackRate).toBe(1.5);
  playback.setRate(2);
  expect(audio.playbackRate).toBe(2);
});

test('what cannot be played says so, until it can', async () => {
  const { playback, audio } = setUp();
  audio.refuses = true;
  playback.play(track('one'));
  await Bun.sleep(0);
  expect(playback.hasFailed).toBe(true);
  audio.refuses = false;
  playback.play(track('one'));
  await Bun.sleep(0);
  expect([playback.hasFailed, playback.isPlaying]).toEqual([false, true]);
});

test('only what plays is stopped by leaving the page', () => {
  const { playback } = setUp();
  playback.play(track('one'));
  playback.stop('two');
  expect(playback.isPlaying).toBe(true);
  playback.stop('one');
  expect([playback.isPlaying, playback.track]).toEqual([false, null]);
});
