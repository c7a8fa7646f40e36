import { afterEach, beforeEach, expect, test } from 'bun:test';
import type { Db } from '../../db/client.ts';
import type { Live, LiveCallFigures } from '../../protocol/admin.ts';
import type { DownEvent } from '../../protocol/down.ts';
import { FakeClock } from '../clock.ts';
import { createLogger } from '../log.ts';
import type { Connection } from '../realtime/device.ts';
import { makeMemoryBus } from '../realtime/memory-bus.ts';
import { LiveFigures } from './live.ts';

const log = createLogger('silent');
let clock: FakeClock;
let bus: ReturnType<typeof makeMemoryBus>;
let leads: string[];
let running: LiveFigures[];

beforeEach(() => {
  clock = new FakeClock();
  bus = makeMemoryBus(log);
  leads = ['alice'];
  running = [];
});
afterEach(async () => {
  for (const live of running) live.close();
  await bus.close();
});

/** A process with so many sockets. */
function makeProcess(sockets: number, calls: () => LiveCallFigures[] = () => []): LiveFigures {
  const $client = async () => leads.map((id) => ({ id }));
  const live = new LiveFigures({
    ...{ bus, clock, log },
    db: { $client } as unknown as Db,
    presence: { online: () => ['alice', 'bob'] },
    transfers: { count: 1 },
    calls: { figures: calls },
    meet: { count: { searching: 2, meetings: 0 } },
  });
  live.attach({ count: sockets });
  running.push(live);
  return live;
}

function connect(userId: string) {
  const told: Live[] = [];
  const closing: (() => void)[] = [];
  const connection = {
    userId,
    isOpen: true,
    send: (event: DownEvent) => event.t === 'admin.live' && told.push(event.live),
    onClose: (listener: () => void) => closing.push(listener),
  };
  const close = () => {
    connection.isOpen = false;
    for (const listener of closing.splice(0)) listener();
  };
  return { connection: connection as unknown as Connection, told, close };
}

async function pass(ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += 500) {
    clock.advance(500);
    await Bun.sleep(0);
  }
}

test('the figures of all processes are added up, and those of one that is gone are dropped', async () => {
  const here = makeProcess(3);
  const other = makeProcess(4);
  const { connection, told } = connect('alice');
  await here.watch(connection);
  await pass(2_000);
  expect(told.at(-1)).toMatchObject({
    processes: 2,
    sockets: 7,
    transfers: 2,
    people: 2,
    meet: { searching: 4 },
  });
  other.close();
  await pass(5_000);
  expect(told.at(-1)).toMatchObject({ processes: 1, sockets: 3 });
});

test('who watches is told what changed and nothing else, and counting ends with the last who watches', async () => {
  let counted = 0;
  const calls: LiveCallFigures[] = [];
  const here = makeProcess(1, () => {
    counted += 1;
    return calls;
  });
  const { connection, told, close } = connect('alice');
  await here.watch(connection);
  await pass(5_000);
  expect(told).toHaveLength(0);
  calls.push({
    id: 'call',
    startedAt: 1,
    people: 2,
    userIds: ['alice', 'bob'],
  } as unknown as LiveCallFigures);
  await pass(2_000);
  expect(told.map(({ callCount, participants }) => [callCount, participants])).toEqual([[1, 2]]);
  close();
  const before = counted;
  await pass(5_000);
  expect(counted).toBe(before);
});

test('who closes the page while it is asked who they are is counted for no more', async () => {
  let counted = 0;
  const here = makeProcess(1, () => {
    counted += 1;
    return [];
  });
  const { connection, close } = connect('alice');
  await here.watch(connection);
  const again = here.watch(connection);
  close();
  await again;
  const before = counted;
  await pass(5_000);
  expect(counted).toBe(before);
});

test('who is no moderator is refused, and told nothing more from the moment the role is gone', async () => {
  const calls: LiveCallFigures[] = [];
  const here = makeProcess(1, () => calls);
  await expect(here.watch(connect('bob').connection)).rejects.toMatchObject({ code: 'forbidden' });
  const { connection, told } = connect('alice');
  await here.watch(connection);
  leads = [];
  calls.push({ id: 'call', startedAt: 1, people: 1, userIds: [] } as unknown as LiveCallFigures);
  await pass(3_000);
  expect(told).toEqual([]);
});
