import { expect, test } from 'bun:test';
import type { DownEvent } from '../../protocol/down.ts';
import type { MeetState } from '../../protocol/meet.ts';
import { Person } from '../calls/calls-fixture.ts';
import type { Calls } from '../calls/calls.ts';
import { FakeClock } from '../clock.ts';
import { readConfig } from '../config.ts';
import { createLogger } from '../log.ts';
import { Meet } from './meet.ts';
import type { EndedMeeting, MeetBooks } from './meet-books.ts';
import { Meetings } from './meetings.ts';
import { MemoryQueue } from './memory-queue.ts';
import type { Others } from './others.ts';
import type { Found } from './queue.ts';

class Stranger extends Person {
  readonly told: MeetState[] = [];

  override send(event?: DownEvent): void {
    if (event?.t === 'meet.changed') this.told.push(event.state);
  }
}

/** Meet over a database that can be made to fail. */
class Cast {
  readonly clock = new FakeClock();
  readonly opened: string[] = [];
  readonly ended: [string, EndedMeeting['end']][] = [];
  opens = true;
  ends = true;
  answers = true;
  readonly alice = new Stranger('alice');
  readonly bob = new Stranger('bob');
  readonly meet = this.#make();

  start(who: Stranger) {
    return this.meet.start(who, { t: 'meet.start', name: who.userId, tags: [] });
  }

  async pass(ms: number): Promise<void> {
    for (let passed = 0; passed < ms; passed += 50) {
      this.clock.advance(50);
      await settle();
    }
  }

  #make(): Meet {
    const { clock } = this;
    const log = createLogger('silent');
    const books = this.#books() as MeetBooks;
    const queue = new MemoryQueue({ clock, node: 'here', onFound: (found: Found) => meet.found(found) });
    const calls = { openMeeting: () => ({ close() {} }) } as unknown as Calls;
    const others = { takeEnding: () => null, endingOf: () => null } as unknown as Others;
    const meet: Meet = new Meet({
      ...{ books, queue, others, clock, log, node: 'here', obstacle: () => null },
      meetings: new Meetings({ config: readConfig({}).meet, books, calls, clock, log }),
      openDirect: async () => 'a conversation',
    });
    return meet;
  }

  #books(): Partial<MeetBooks> {
    const standing = { hasStatedAge: true, isMember: true, pausedUntil: null };
    return {
      entrance: async () => {
        if (!this.answers) throw new Error('away');
        return { who: 'everyone', standing, bannedUntil: null, avoids: [] };
      },
      open: async ({ id }) => {
        this.opened.push(id);
        if (!this.opens) throw new Error('the answer is lost');
        return { blur: false };
      },
      unseat: async () => {},
      ended: async (id, { end }) => {
        if (!this.ends) throw new Error('away');
        this.ended.push([id, end]);
      },
    };
  }
}

const settle = () => new Promise((resolve) => setImmediate(resolve));

test('two whose meeting cannot be opened rest after some tries and are told so, and no meeting stays open', async () => {
  const cast = new Cast();
  const { alice, bob, opened, ended } = cast;
  cast.opens = false;
  await cast.start(alice);
  await cast.start(bob);
  await cast.pass(10_000);
  expect(opened).toHaveLength(3);
  expect(ended).toEqual(opened.map((id) => [id, 'failed']));
  const past = { meetingId: opened.at(-1), end: 'failed', mine: false };
  for (const { told } of [alice, bob]) expect(told.at(-1)).toMatchObject({ state: 'idle', past });

  cast.opens = true;
  for (const one of [alice, bob]) await cast.meet.next(one);
  await settle();
  for (const { told } of [alice, bob]) expect(told.at(-1)?.state).toBe('meeting');
  await cast.meet.close();
});

test('failures that are not in a row do not add up', async () => {
  const cast = new Cast();
  const { alice, bob, meet } = cast;
  await cast.start(alice);
  for (let round = 0; round < 4; round += 1) {
    cast.opens = false;
    if (round === 0) await cast.start(bob);
    else await meet.next(bob);
    await cast.pass(300);
    cast.opens = true;
    await cast.pass(600);
    expect(bob.told.at(-1)?.state).toBe('meeting');
  }
  await meet.close();
});

test('a page that comes back while the database is away rests', async () => {
  const cast = new Cast();
  const { alice, meet } = cast;
  await cast.start(alice);
  alice.drop();
  const back = new Stranger('alice');
  cast.answers = false;
  expect(meet.resume(back).state.state).toBe('searching');
  await settle();
  expect(back.told.at(-1)?.state).toBe('idle');
  await meet.close();
});

test('a server that stops does not wait for the next try of what could not be written', async () => {
  const cast = new Cast();
  const { alice, bob, meet } = cast;
  await cast.start(alice);
  await cast.start(bob);
  await settle();
  cast.ends = false;
  meet.stop(alice);
  await settle();
  const closing = meet.close().then(() => 'closed');
  expect(await Promise.race([closing, settle()])).toBe('closed');
});
