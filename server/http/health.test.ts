import { expect, test } from 'bun:test';
import { FakeClock } from '../clock.ts';
import type { Context } from '../context.ts';
import { createReadiness } from './health.ts';

function setUp() {
  const clock = new FakeClock();
  const state = { asked: 0, away: false };
  const bus = {
    ping: async () => {
      state.asked += 1;
      if (state.away) throw new Error('away');
    },
  };
  const ready = { ping: async () => {} };
  const parts = { clock, bus, storage: ready, db: { $client: async () => [] }, sfu: { status: () => ({}) } };
  return { clock, state, readiness: createReadiness(parts as unknown as Context) };
}

test('however many ask within a second, the services are asked once', async () => {
  const { clock, state, readiness } = setUp();
  await Promise.all(Array.from({ length: 50 }, () => readiness()));
  await readiness();
  expect(state.asked).toBe(1);
  clock.advance(1_000);
  await Promise.all([readiness(), readiness()]);
  expect(state.asked).toBe(2);
});

test('a second after a service went away the answer says so, and a second after it came back too', async () => {
  const { clock, state, readiness } = setUp();
  expect((await readiness()).ready).toBe(true);
  state.away = true;
  clock.advance(1_000);
  expect(await readiness()).toMatchObject({ ready: false, bus: 'away', database: 'ok' });
  state.away = false;
  clock.advance(1_000);
  expect((await readiness()).ready).toBe(true);
});
