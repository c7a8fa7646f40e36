import { expect, test } from 'bun:test';
import { FakeClock } from '../fake-clock.ts';
import { type Level, SpeakerWatch } from './speaker.ts';

test('the loudest speaks, and keeps the floor until silent for a second', () => {
  const { clock, watch, say } = makeWatch();
  say({ bob: 0.2, carol: 0.1 });
  clock.advance(300);
  expect(watch.speaker).toBe('bob');
  say({ bob: 0.05, carol: 0.4 });
  clock.advance(2_000);
  expect(watch.speaker).toBe('bob');
  say({ carol: 0.4 });
  clock.advance(500);
  expect(watch.speaker).toBe('bob');
  clock.advance(1_000);
  expect(watch.speaker).toBe('carol');
  say({});
  clock.advance(2_000);
  expect(watch.speaker).toBeNull();
});

test('noise is nobody', () => {
  const { clock, watch, say } = makeWatch();
  say({ bob: 0.004 });
  clock.advance(1_000);
  expect(watch.speaker).toBeNull();
});

test('where the SFU tells who speaks nothing is measured', () => {
  const { clock, watch, say } = makeWatch();
  say(null);
  watch.tell('carol');
  clock.advance(5_000);
  expect(watch.speaker).toBe('carol');
});

function makeWatch() {
  const clock = new FakeClock();
  let levels: readonly Level[] | null = [];
  const watch = new SpeakerWatch({ clock, levels: () => levels, onChange: () => undefined });
  const say = (heard: Record<string, number> | null) => {
    levels = heard && Object.entries(heard).map(([participantId, level]) => ({ participantId, level }));
  };
  return { clock, watch, say };
}
