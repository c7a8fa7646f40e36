import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { schema } from '../../db/client.ts';
import type { ParleyError } from '../../protocol/errors.ts';
import { makeChat } from '../../test/harness/chat.ts';
import { readConfig } from '../config.ts';
import { changePassword, checkPassword, signUp } from './accounts.ts';
import { makePasswords } from './passwords.ts';
import { openSession } from './sessions.ts';

setDefaultTimeout(30_000);

let chat: Awaited<ReturnType<typeof makeChat>>;
beforeAll(async () => {
  chat = await makeChat();
});
afterAll(() => chat.close());

test('a sign-in that was under way while the password changed opens no session', async () => {
  const parts = { ...chat, config: readConfig({}), passwords: await makePasswords() };
  const [old, next] = ['correct horse battery', 'staple of another horse'];
  const { user } = await signUp(parts, { username: 'alice', name: 'Alice', password: old });
  const request = new Request('http://localhost/trpc/auth.signIn');
  const underWay = await checkPassword(parts, 'alice', old);
  await changePassword(parts, user.id, { current: old, next });
  const refused = openSession(parts, underWay, request).catch((error: ParleyError) => error.code);
  expect(await refused).toBe('unauthenticated');
  expect(await openSession(parts, await checkPassword(parts, 'alice', next), request)).toBeString();
});

test('only who knows the password hears that an account is suspended', async () => {
  const parts = { ...chat, config: readConfig({}), passwords: await makePasswords() };
  const password = 'correct horse battery';
  const { user } = await signUp(parts, { username: 'bob', name: 'Bob', password });
  await chat.db.update(schema.users).set({ suspendedAt: new Date() }).where(eq(schema.users.id, user.id));
  await expect(checkPassword(parts, 'bob', 'a guess')).rejects.toMatchObject({ code: 'unauthenticated' });
  await expect(checkPassword(parts, 'bob', password)).rejects.toMatchObject({ code: 'forbidden' });
});
