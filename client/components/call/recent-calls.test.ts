import { expect, test } from 'bun:test';
import { createRoot, createSignal } from 'solid-js';
import { unavailable } from '../../../protocol/errors.ts';
import { FakeClock, settle } from '../../fake-clock.ts';
import type { RecentCall } from './call-line.ts';
import { createRecentCalls } from './recent-calls.ts';

const callAt = (startedAt: number, endedAt: number | null = startedAt + 1): RecentCall => ({
  ...{ id: `call ${startedAt}`, conversationId: 'watercooler', startedBy: 'bob', video: false },
  ...{ startedAt, answeredAt: startedAt, endedAt, reason: endedAt === null ? null : 'hangup' },
});

test('a list that could not be read is read when the server is back', async () => {
  const { recent, server, setOnline, ids } = setUp([callAt(1)]);
  server.isAway = true;
  setOnline(false);
  await settle();
  await recent.loadNewest();
  expect(recent.problem()).toMatchObject({ code: 'unavailable' });
  server.isAway = false;
  setOnline(true);
  await settle();
  expect(recent.problem()).toBeNull();
  expect(ids()).toEqual(['call 1']);
});

test('a call that ends is no longer told as running, however late that is written down', async () => {
  const { recent, server, setRunning, clock } = setUp([callAt(2, null), callAt(1)], ['call 2']);
  await settle();
  expect(recent.calls()?.[0]?.endedAt).toBeNull();
  setRunning([]);
  await settle();
  server.calls = [callAt(2, 9), callAt(1)];
  await clock.pass(1_000);
  expect(recent.calls()?.[0]?.endedAt).toBe(9);
});

test('what is read anew keeps the older ones that were asked for, without gap or double', async () => {
  const { recent, server, ids } = setUp([callAt(4), callAt(3), callAt(2), callAt(1)]);
  await settle();
  expect(ids()).toEqual(['call 4', 'call 3']);
  await recent.loadOlder();
  expect(ids()).toEqual(['call 4', 'call 3', 'call 2', 'call 1']);
  const rows = recent.calls() ?? [];
  server.calls = [callAt(5), ...server.calls.map((one) => ({ ...one }))];
  await recent.loadNewest();
  expect(ids()).toEqual(['call 5', 'call 4', 'call 3', 'call 2', 'call 1']);
  expect(
    recent
      .calls()
      ?.slice(1)
      .every((one, index) => one === rows[index]),
  ).toBe(true);
  server.calls = [callAt(8), callAt(7), callAt(6), ...server.calls];
  await recent.loadNewest();
  expect(ids()).toEqual(['call 8', 'call 7']);
  expect(recent.hasMore()).toBe(true);
});

/** A server that answers two at a time. */
function setUp(calls: readonly RecentCall[], runningIds: readonly string[] = []) {
  const clock = new FakeClock();
  const server = { calls, isAway: false };
  const [isOnline, setOnline] = createSignal(true);
  const [running, setRunning] = createSignal(runningIds);
  const read = async (before = Number.POSITIVE_INFINITY) => {
    if (server.isAway) throw unavailable('The server is away.');
    return server.calls.filter(({ startedAt }) => startedAt < before).slice(0, 2);
  };
  const recent = createRoot(() => createRecentCalls({ read, isOnline, running, clock }));
  return { recent, server, clock, setOnline, setRunning, ids: () => recent.calls()?.map(({ id }) => id) };
}
