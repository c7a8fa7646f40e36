import { afterAll, beforeAll, expect, test } from 'bun:test';
import type { Db } from '../../db/client.ts';
import { makeChat } from '../../test/harness/chat.ts';
import { createGroup } from './create.ts';
import { addMember, removeMember } from './members.ts';
import { openFor } from './open.ts';

let chat: Awaited<ReturnType<typeof makeChat>>;
let alice: string;
let bob: string;
let id: string;
beforeAll(async () => {
  chat = await makeChat();
  [alice, bob] = [await chat.person('Alice'), await chat.person('Bob')];
  const settings = { name: 'Watercooler', description: '', visibility: 'private' } as const;
  ({ id } = await createGroup(chat, alice, { ...settings, memberIds: [bob] }));
});
afterAll(() => chat.close());

const remove = () => removeMember(chat, alice, { id, userId: bob });
/** What Bob's devices are told from here on, in order. */
function tellBob(): () => string[] {
  const from = chat.told.length;
  return () => {
    const told = chat.told.slice(from).filter(({ to }) => to === bob);
    return told.map(({ event }) => (typeof event === 'string' ? event : event.t));
  };
}

test('who was removed before their devices heard of the group does not go on hearing it', async () => {
  await remove();
  const told = tellBob();
  await openFor(chat, id, [bob]);
  expect(told()).toEqual(['joined', 'left', 'chat.closed']);
});

test('who is removed while the group is being read does not keep it', async () => {
  await addMember(chat, alice, { id, userId: bob });
  const told = tellBob();
  await openFor({ db: afterReading(chat.db, remove), fanout: chat.fanout }, id, [bob]);
  expect(told()).toEqual(['joined', 'left', 'chat.closed', 'chat.opened', 'left', 'chat.closed']);
});

/** The database, where something else happens between a snapshot and its answer. */
function afterReading(db: Db, happen: () => Promise<void>): Db {
  const client = new Proxy(db.$client, {
    get(target, key) {
      if (key !== 'begin') return Reflect.get(target, key);
      return async (...given: Parameters<typeof target.begin>) => {
        const answer = await target.begin(...given);
        await happen();
        return answer;
      };
    },
  });
  return Object.create(db, { $client: { value: client } }) as Db;
}
