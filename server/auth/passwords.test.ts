import { expect, test } from 'bun:test';
import { makePasswords } from './passwords.ts';

test('a password is kept as argon2id and known again', async () => {
  const passwords = await makePasswords();
  const hash = await passwords.hash('correct horse');
  expect(hash).toStartWith('$argon2id$v=19$m=19456,t=2,p=1$');
  expect(await passwords.verify('correct horse', hash)).toBe(true);
  expect(await passwords.verify('battery staple', hash)).toBe(false);
});

test('an unknown account costs the same work as a known one', async () => {
  const passwords = await makePasswords();
  const hash = await passwords.hash('correct horse');
  const times = { known: [] as number[], unknown: [] as number[] };
  // In turns, so that whatever else the machine does meets both.
  for (let i = 0; i < 5; i++) {
    for (const [kind, against] of [
      ['known', hash],
      ['unknown', null],
    ] as const) {
      const began = performance.now();
      await passwords.verify('battery staple', against);
      times[kind].push(performance.now() - began);
    }
  }
  const median = (list: number[]) => list.toSorted((a, b) => a - b)[2] ?? 0;
  expect(median(times.unknown) / median(times.known)).toBeGreaterThan(0.3);
  expect(await passwords.verify('anything', null)).toBe(false);
}, 20_000);

test('past the bound of the queue a sign-in is told to come back, and the queue goes on', async () => {
  const passwords = await makePasswords(5);
  const hash = await passwords.hash('correct horse');
  const attempts = Array.from({ length: 8 }, async () => passwords.verify('correct horse', hash));
  const settled = await Promise.allSettled(attempts);
  const refused = settled.filter((attempt) => attempt.status === 'rejected');
  expect(refused).toHaveLength(3);
  expect(refused[0]?.reason).toMatchObject({ code: 'busy', retryAfterMs: 3_000 });
  expect(await passwords.verify('correct horse', hash)).toBe(true);
}, 20_000);
