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
  const time = async (against: string | null) => {
    const began = performance.now();
    for (let i = 0; i < 5; i++) await passwords.verify('battery staple', against);
    return performance.now() - began;
  };
  const known = await time(hash);
  const unknown = await time(null);
  expect(unknown / known).toBeGreaterThan(0.3);
  expect(await passwords.verify('anything', null)).toBe(false);
});

test('past the bound of the queue a sign-in is told to come back, and the queue goes on', async () => {
  const passwords = await makePasswords();
  const hash = await passwords.hash('correct horse');
  const attempts = Array.from({ length: 70 }, async () => passwords.verify('correct horse', hash));
  const settled = await Promise.allSettled(attempts);
  const refused = settled.filter((attempt) => attempt.status === 'rejected');
  expect(refused).toHaveLength(10);
  expect(refused[0]?.reason).toMatchObject({ code: 'busy', retryAfterMs: 3_000 });
  expect(await passwords.verify('correct horse', hash)).toBe(true);
});
