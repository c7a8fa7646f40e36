import { afterAll, beforeAll, beforeEach, expect, test } from 'bun:test';
import { schema } from '../../db/client.ts';
import { makeChat } from '../../test/harness/chat.ts';
import { FakeClock } from '../clock.ts';
import { makePopularTags } from './popular-tags.ts';

const DAY_MS = 24 * 60 * 60_000;
const { meetings } = schema;

let chat: Awaited<ReturnType<typeof makeChat>>;
let clock: FakeClock;
let [alice, bob, carol, dave] = ['', '', '', ''];
beforeAll(async () => {
  chat = await makeChat();
  [alice, bob] = [await chat.person('Alice'), await chat.person('Bob')];
  [carol, dave] = [await chat.person('Carol'), await chat.person('Dave')];
});
afterAll(() => chat.close());
beforeEach(async () => {
  clock = new FakeClock();
  await chat.db.delete(meetings);
});

const popular = () => makePopularTags({ db: chat.db, clock })();

async function meet(firstUserId: string, secondUserId: string, ...tags: string[]): Promise<void> {
  const startedAt = new Date(clock.now());
  await chat.db.insert(meetings).values({
    ...{ id: Bun.randomUUIDv7(), firstUserId, secondUserId, path: 'sfu', tags, startedAt },
    ...{ firstWaitedMs: 0, secondWaitedMs: 0 },
  });
}

test('a tag is suggested where three people named it, that of the most people first', async () => {
  for (let time = 0; time < 5; time += 1) await meet(alice, bob, 'chess');
  expect(await popular()).toEqual([]);
  await meet(alice, carol, 'chess', 'tea');
  await meet(bob, dave, 'tea');
  await meet(dave, carol, 'go');
  expect(await popular()).toEqual(['tea', 'chess']);
  clock.advance(8 * DAY_MS);
  expect(await popular()).toEqual([]);
});

test('one person with two tabs puts nothing there, and adds nobody to what others named', async () => {
  for (const tag of ['mine', 'chess']) for (let time = 0; time < 5; time += 1) await meet(dave, dave, tag);
  await meet(alice, bob, 'chess');
  expect(await popular()).toEqual([]);
  await meet(alice, carol, 'chess');
  expect(await popular()).toEqual(['chess']);
});

test('whoever asks within a minute gets the same answer, and one that failed is asked for again', async () => {
  let asked = 0;
  const answers = [() => Promise.reject(new Error('away')), () => [{ tag: 'chess' }], () => [{ tag: 'go' }]];
  const db = { $client: async () => answers[asked++]?.() } as unknown as typeof chat.db;
  const tags = makePopularTags({ db, clock });
  expect(await tags().catch((error: Error) => error.message)).toBe('away');
  expect(await Promise.all([tags(), tags()])).toEqual([['chess'], ['chess']]);
  clock.advance(59_999);
  expect(await tags()).toEqual(['chess']);
  clock.advance(1);
  expect(await tags()).toEqual(['go']);
  expect(asked).toBe(3);
});
