import { expect, test } from 'bun:test';
import type { Scheduled } from '../../protocol/chat.ts';
import { unavailable } from '../../protocol/errors.ts';
import type { NewScheduled } from '../api/api.ts';
import { FakeClock } from '../fake-clock.ts';
import { makeUuid } from '../uuid.ts';
import { createScheduledStore } from './scheduled.ts';

const HOUR_MS = 3_600_000;

/** A server that keeps what it is asked for, and of which an answer may be lost. */
function setUp() {
  const clock = new FakeClock();
  const kept = new Map<string, Scheduled>();
  const server = { isHeard: true, kept };
  const answer = (scheduled: Scheduled) => {
    kept.set(scheduled.id, scheduled);
    if (!server.isHeard) throw unavailable('The connection was lost.');
    return scheduled;
  };
  const refuse = () => Promise.reject(unavailable('This answer is not part of the scene.'));
  const scheduled = createScheduledStore({
    clock,
    onProblem: () => {},
    api: {
      schedule: async (input) => answer(kept.get(input.id) ?? made(input)),
      reschedule: async ({ id, dueAt }) => {
        const before = kept.get(id);
        if (!before) throw unavailable('It is not there.');
        return answer({ ...before, dueAt: dueAt ?? before.dueAt, revision: before.revision + 1 });
      },
      sendScheduled: refuse,
      unschedule: refuse,
    },
  });
  const place = { conversationId: makeUuid(), threadRootId: null };
  const add = (text: string, inHours: number) =>
    scheduled
      .add({ ...place, text, quote: null, files: [], dueAt: clock.now() + inHours * HOUR_MS })
      .then(() => 'added')
      .catch(() => 'lost');
  return { clock, server, scheduled, place, add };
}

function made({ id, conversationId, threadRootId, text, dueAt }: NewScheduled): Scheduled {
  const none = { quote: null, files: [], problem: null };
  return { ...none, id, conversationId, threadRootId, text, dueAt, revision: 1 } as Scheduled;
}

test('the same once more after an answer that was lost is one message, at the time that was chosen last', async () => {
  const { clock, server, scheduled, add } = setUp();
  server.isHeard = false;
  expect(await add('Good morning', 1)).toBe('lost');
  server.isHeard = true;
  expect(await add('Good morning', 2)).toBe('added');
  expect(server.kept.size).toBe(1);
  expect(scheduled.list().map(({ dueAt }) => dueAt)).toEqual([clock.now() + 2 * HOUR_MS]);
  expect(await add('Good morning', 2)).toBe('added');
  expect(await add('Good night', 2)).toBe('added');
  expect(server.kept.size).toBe(3);
});

test('what was due since then is not taken for what is said now', async () => {
  const { clock, server, add } = setUp();
  server.isHeard = false;
  expect(await add('Good morning', 1)).toBe('lost');
  server.isHeard = true;
  clock.advance(2 * HOUR_MS);
  expect(await add('Good morning', 1)).toBe('added');
  expect(server.kept.size).toBe(2);
});

test('while one is being added its place says so, and no other place does', async () => {
  const { scheduled, place, add } = setUp();
  const other = { ...place, threadRootId: makeUuid() };
  const adding = add('Good morning', 1);
  expect([scheduled.isAdding(place), scheduled.isAdding(other)]).toEqual([true, false]);
  await adding;
  expect(scheduled.isAdding(place)).toBe(false);
});
