import { expect, test } from 'bun:test';
import { ParleyError } from '../../protocol/errors.ts';
import type { Api } from './api.ts';
import { lateApi } from './late-api.ts';

const ALICE = { id: 'alice', username: 'alice', name: 'Alice' };

test('questions asked before the code is there are answered when it comes, which is fetched once', async () => {
  let fetched = 0;
  const { promise, resolve } = Promise.withResolvers<Api>();
  const api = lateApi(() => {
    fetched += 1;
    return promise;
  });
  const answers = [api.searchUsers('ali'), api.searchUsers('bob')];
  resolve({ searchUsers: async (text: string) => [{ ...ALICE, name: text }] } as unknown as Api);
  expect((await Promise.all(answers)).map(([user]) => user?.name)).toEqual(['ali', 'bob']);
  expect(fetched).toBe(1);
});

test('where the code does not come the question fails as if the server were away, and the next one fetches it again', async () => {
  let isAway = true;
  const api = lateApi(async () => {
    if (isAway) throw new TypeError('Failed to fetch');
    return { me: async () => ALICE } as unknown as Api;
  });
  const failure = await api.me().catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(ParleyError);
  expect((failure as ParleyError).code).toBe('unavailable');
  isAway = false;
  expect((await api.me())?.name).toBe('Alice');
});
