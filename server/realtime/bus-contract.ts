import { expect, test } from 'bun:test';
import type { Bus } from './bus.ts';

/** What every bus promises. `make` gives buses that are joined: each is the bus of one process. */
export function describeBus(make: () => Promise<Bus[]>): void {
  describeDelivery(withBuses(make));
  describeCare(withBuses(make));
}

type Body = (buses: Bus[], first: Bus, last: Bus) => Promise<void>;
type WithBuses = (body: Body) => Promise<void>;

function withBuses(make: () => Promise<Bus[]>): WithBuses {
  return async (body) => {
    const buses = await make();
    const [first] = buses;
    const last = buses.at(-1);
    if (!first || !last) throw new Error('make() gave no bus');
    try {
      await body(buses, first, last);
    } finally {
      for (const bus of buses) await bus.close();
    }
  };
}

function describeDelivery(on: WithBuses): void {
  test('every subscriber on every process hears what is published, the publisher included', () =>
    on(async (buses, first) => {
      const heard = buses.map((bus) => listen(bus, 'news'));
      first.publish('news', 'one');
      for (const each of heard) expect(await each.until(1)).toEqual(['one']);
    }));

  test('what one process publishes arrives in order', () =>
    on(async (_, first, last) => {
      const heard = listen(last, 'news');
      const sent = Array.from({ length: 500 }, (__, index) => `${index}`);
      for (const payload of sent) first.publish('news', payload);
      expect(await heard.until(sent.length)).toEqual(sent);
    }));

  test('only the channel that was asked for is heard', () =>
    on(async (_, first, last) => {
      const news = listen(last, 'news');
      const other = listen(last, 'newspaper');
      first.publish('newspaper', 'other');
      first.publish('news', 'mine');
      expect(await news.until(1)).toEqual(['mine']);
      expect(await other.until(1)).toEqual(['other']);
    }));

  test('an ended subscription hears nothing more, and ending it twice is no error', () =>
    on(async (_, first, last) => {
      const ended = listen(last, 'news');
      const goesOn = listen(last, 'news');
      ended.end();
      ended.end();
      first.publish('news', 'one');
      await goesOn.until(1);
      expect(ended.payloads).toEqual([]);
    }));
}

function describeCare(on: WithBuses): void {
  test('a listener that throws does not keep others from hearing', () =>
    on(async (_, first, last) => {
      last.subscribe('news', () => {
        throw new Error('meant to fail');
      });
      const heard = listen(last, 'news');
      first.publish('news', 'one');
      first.publish('news', 'two');
      expect(await heard.until(2)).toEqual(['one', 'two']);
    }));

  test('what a listener publishes comes after what is being delivered', () =>
    on(async (_, first) => {
      first.subscribe('news', (payload) => {
        if (payload === 'question') first.publish('news', 'answer');
      });
      const heard = listen(first, 'news');
      first.publish('news', 'question');
      expect(await heard.until(2)).toEqual(['question', 'answer']);
    }));

  test('any text passes unchanged', () =>
    on(async (_, first, last) => {
      const heard = listen(last, 'news');
      const texts = ['', 'line\nline', '\u0000', 'ä€😀', 'x'.repeat(200_000)];
      for (const text of texts) first.publish('news', text);
      expect(await heard.until(texts.length)).toEqual(texts);
    }));

  test('it answers a ping, and may be closed twice', () =>
    on(async (_, first) => {
      await first.ping();
      await first.close();
      await first.close();
    }));
}

export function listen(bus: Bus, channel: string) {
  const payloads: string[] = [];
  let wake = () => {};
  const end = bus.subscribe(channel, (payload) => {
    payloads.push(payload);
    wake();
  });
  return {
    payloads,
    end,
    async until(count: number): Promise<string[]> {
      while (payloads.length < count) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      return payloads;
    },
  };
}
