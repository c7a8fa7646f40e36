import { expect, test } from 'bun:test';
import { FakeClock } from '../fake-clock.ts';
import { FakeBrowser } from './fake-pair.ts';
import { LineBook } from './line-book.ts';
import { type FileLine, RoomBook } from './room-book.ts';

const film: FileLine = {
  ...{ kind: 'file', id: 'film', mine: false, name: 'film.mp4', size: 9_000_000, type: 'video/mp4' },
  ...{ at: 0, state: 'moving', moved: 0, with: 'alice' },
};

test('progress is shown twice a second however often it is told, and news at once', () => {
  const clock = new FakeClock();
  const browser = new FakeBrowser('bob');
  let shown = 0;
  const lines = new LineBook(new RoomBook(browser.tables, browser.note()), clock, () => {
    shown += 1;
  });
  lines.putFile(film);
  expect(shown).toBe(1);
  for (let moved = 1; moved <= 20; moved += 1) lines.putFile({ ...film, moved });
  expect(shown).toBe(1);
  clock.advance(500);
  expect([shown, lines.all]).toEqual([2, [{ ...film, moved: 20 }]]);
  lines.putFile({ ...film, moved: 21 });
  lines.putFile({ ...film, state: 'there', moved: 22 });
  expect([shown, lines.all]).toEqual([3, [{ ...film, state: 'there', moved: 22 }]]);
  clock.advance(1_000);
  expect(shown).toBe(3);
});
