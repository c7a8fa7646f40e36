import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'bun:test';
import { schema } from '../../db/client.ts';
import { eq } from 'drizzle-orm';
import { closeCodes } from '../../protocol/errors.ts';
import { makeChat } from '../../test/harness/chat.ts';
import { FakeClock } from '../clock.ts';
import type { Context } from '../context.ts';
import { createGroup } from '../groups/create.ts';
import { removeMember } from '../groups/members.ts';
import { makeStandingCheck } from './standing.ts';

let chat: Awaited<ReturnType<typeof makeChat>>;
let [alice, bob, watercooler] = ['', '', ''];
beforeAll(async () => {
  chat = await makeChat();
});
afterAll(() => chat.close());
beforeEach(async () => {
  [alice, bob] = [await chat.person('Alice'), await chat.person('Bob')];
  const group = { name: 'Watercooler', description: '', visibility: 'private', memberIds: [bob] } as const;
  ({ id: watercooler } = await createGroup(chat, alice, group));
});

let check: { close(): void } | undefined;
afterEach(() => check?.close());

/** Bob's phone at a process whose bus is away or not; everything that happens to his sockets is written down. */
async function bobsPhone({ busAway }: { busAway: boolean }) {
  const sessionId = Bun.randomUUIDv7();
  const clock = new FakeClock(Date.now());
  const expiresAt = new Date(clock.now() + 3_600_000);
  await chat.db
    .insert(schema.sessions)
    .values({ id: sessionId, userId: bob, tokenHash: sessionId, expiresAt });
  const happened: unknown[] = [];
  const bus = {
    ping: async () => {
      if (busAway) throw new Error('away');
    },
  };
  const plans: (() => void)[] = [];
  const counting = {
    now: () => clock.now(),
    after: (ms: number, task: () => void) => {
      plans.push(task);
      return clock.after(ms, task);
    },
  };
  const fanout = { here: (_: string, event: { t: string }) => happened.push(event.t) };
  const context = { bus, db: chat.db, clock: counting, log: chat.log, fanout } as unknown as Context;
  check = makeStandingCheck(context, {
    audiences: () => [{ userId: bob, sessionId, conversationIds: [watercooler] }],
    left: (userId, id) => happened.push(['left', userId, id]),
    revoke: (who, code) => happened.push(['revoked', who, code]),
  });
  const look = async () => {
    const before = plans.length;
    clock.advance(5_000);
    // The next look is planned when this one is over.
    while (plans.length === before) await Bun.sleep(1);
  };
  return { sessionId, happened, look };
}

test('while the bus is away, who was removed from a conversation stops hearing it within seconds', async () => {
  const { happened, look } = await bobsPhone({ busAway: true });
  await look();
  expect(happened).toEqual([]);
  await removeMember(chat, alice, { id: watercooler, userId: bob });
  await look();
  expect(happened).toEqual([['left', bob, watercooler], 'chat.closed']);
});

test('while the bus is away, a session that was ended and a person who was suspended are closed', async () => {
  const { sessionId, happened, look } = await bobsPhone({ busAway: true });
  await chat.db.update(schema.users).set({ suspendedAt: new Date() }).where(eq(schema.users.id, bob));
  await look();
  await chat.db.delete(schema.sessions).where(eq(schema.sessions.id, sessionId));
  await look();
  expect(happened).toEqual([
    ['revoked', { sessionId }, closeCodes.suspended],
    ['revoked', { sessionId }, closeCodes.signedOut],
  ]);
});

test('while the bus answers, the database is not asked', async () => {
  const { happened, look } = await bobsPhone({ busAway: false });
  await removeMember(chat, alice, { id: watercooler, userId: bob });
  await look();
  expect(happened).toEqual([]);
});
