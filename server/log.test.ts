import { afterAll, beforeAll, expect, test } from 'bun:test';
import { schema } from '../db/client.ts';
import { makeChat } from '../test/harness/chat.ts';
import { createLogger } from './log.ts';

const SECRET = '$argon2id$v=19$m=19456$of-alice';

let chat: Awaited<ReturnType<typeof makeChat>>;
beforeAll(async () => {
  chat = await makeChat();
});
afterAll(() => chat.close());

test('a query that failed is logged without what it was given', async () => {
  const nobody = null as unknown as string;
  const row = { id: Bun.randomUUIDv7(), name: nobody, role: 'member', passwordHash: SECRET } as const;
  const error: unknown = await chat.db
    .insert(schema.users)
    .values(row)
    .then(Object, (reason) => reason);
  expect(Bun.inspect(error)).toContain(SECRET);
  const lines: string[] = [];
  const log = createLogger('error', { write: (line) => void lines.push(line) });
  log.error({ err: error }, 'request failed');
  log.error({ err: new Error('around it', { cause: error }) }, 'request failed');
  const text = lines.join('');
  expect(text).not.toContain('of-alice');
  expect(text).toContain('insert into');
  expect(text).toContain('log.test.ts');
  expect(text).toContain('23502');
  expect(text).toContain('around it');
});

test('what was thrown and is no error is logged as it is', () => {
  const lines: string[] = [];
  createLogger('error', { write: (line) => void lines.push(line) }).error({ err: 'away' }, 'odd');
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ err: 'away', msg: 'odd' });
});
