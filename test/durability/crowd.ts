import { type Acts, act } from './acts.ts';
import { Browser } from './client/browser.ts';
import { Gate } from './client/gate.ts';
import { hasten } from './client/haste.ts';
import { type ClientParts, Tab } from './client/tab.ts';
import { type Screen, type ShownHanging, threadIn, type Truth } from './history.ts';
import type { Recorder } from './recorder.ts';
import type { Person, Room, World } from './world/world.ts';

/** Clients live this much faster than people, so that what takes them a minute fits into a run. */
const HASTE = 4;
const LONGEST_BURST_MS = 15_000;
const SENDS_A_LINE = 28;

/** Where a tab is: it may crash there and be opened again. */
export interface Place {
  readonly person: Person;
  readonly gate: Gate;
  readonly rooms: readonly Room[];
  readonly tab: Tab;
  reopen(): Promise<void>;
}

export interface CrowdOptions {
  readonly world: World;
  readonly recorder: Recorder;
  readonly random: () => number;
  readonly parts: ClientParts;
  readonly acts: Acts;
  /** Between two acts of one tab, on the average. */
  readonly pauseMs: number;
}

/** All users with all their devices, busy writing and reading. The last device of everyone has two tabs. */
export class Crowd {
  readonly places: readonly Place[];
  readonly #options: CrowdOptions;
  readonly #living: Promise<void>[];
  #writing = false;
  #closed = false;

  private constructor(options: CrowdOptions, places: readonly Place[]) {
    this.#options = options;
    this.places = places;
    this.#living = places.map((place) => this.#live(place));
  }

  static async open(options: CrowdOptions): Promise<Crowd> {
    const places: Place[] = [];
    for (const person of options.world.people) {
      for (const [device, client] of person.clients.entries()) {
        const browser = new Browser();
        const tabs = device === person.clients.length - 1 ? ['a', 'b'] : ['a'];
        for (const tab of tabs) {
          const name = `${person.name.toLowerCase()}/${device + 1}${tab}`;
          places.push(await openPlace(options, { person, client, browser, name }));
        }
      }
    }
    return new Crowd(options, places);
  }

  write(): void {
    this.#writing = true;
  }

  pause(): void {
    this.#writing = false;
  }

  /** The first device of everyone, and the others. */
  get devices(): { readonly first: Place[]; readonly others: Place[] } {
    const isFirst = ({ tab }: Place) => tab.options.name.endsWith('/1a');
    return { first: this.places.filter(isFirst), others: this.places.filter((place) => !isFirst(place)) };
  }

  /** On new lines: long texts in the largest conversation, so that who reads slowly has to catch up with much. */
  async burst(writers: readonly Place[], messages: number): Promise<void> {
    const end = performance.now() + LONGEST_BURST_MS;
    const room = this.#options.world.rooms.toSorted((a, b) => b.members.size - a.members.size)[0]?.id ?? '';
    let allowed = writers.length * SENDS_A_LINE;
    for (let written = 0; written < messages && performance.now() < end; ) {
      // A new line may send as much as any new line may.
      if (written >= allowed) {
        for (const { gate } of writers) gate.cut();
        allowed += writers.length * SENDS_A_LINE;
      }
      for (const { tab } of writers) {
        if (tab.waiting.length > 1) continue;
        await tab.write(room, '—'.repeat(15_000));
        written += 1;
      }
      await Bun.sleep(5);
    }
    while (writers.some(({ tab }) => tab.waiting.length > 0) && performance.now() < end) await Bun.sleep(10);
  }

  /** What every tab shows of the conversations of its user, and of the threads that are open in it. */
  screens(truths: readonly Truth[]): Screen[] {
    const whole = truths.flatMap(({ conversation, members }) =>
      this.places
        .filter(({ person }) => members.includes(person.id))
        .map((place) => screenOf(place, conversation, place.tab.shown(conversation))),
    );
    const threads = this.places.flatMap((place) =>
      place.tab.openThreads.map(({ id, rootId }) =>
        screenOf(place, threadIn(id, rootId), place.tab.shown(id, rootId)),
      ),
    );
    return [...whole, ...threads];
  }

  hanging(): ShownHanging[] {
    return this.places.flatMap(({ tab, rooms }) => rooms.flatMap(({ id }) => tab.hanging(id)));
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all(this.#living);
    for (const { tab, gate } of this.places) {
      tab.crash();
      gate.close();
    }
  }

  async #live(place: Place): Promise<void> {
    const { random, pauseMs } = this.#options;
    while (!this.#closed) {
      await Bun.sleep(random() * 2 * pauseMs);
      if (this.#writing) await this.#act(place);
    }
  }

  async #act({ tab, rooms }: Place): Promise<void> {
    const room = rooms[Math.floor(this.#options.random() * rooms.length)];
    if (room) await act(tab, room.id, this.#options);
  }
}

function screenOf({ tab, person }: Place, conversation: string, messages: Screen['messages']): Screen {
  return { tab: tab.options.name, user: person.id, conversation, messages };
}

type Seat = Pick<Tab['options'], 'client' | 'browser' | 'name'> & { readonly person: Person };

async function openPlace(options: CrowdOptions, { person, client, browser, name }: Seat): Promise<Place> {
  const { world, random, recorder, parts } = options;
  const ports = world.servers.map(({ url }) => Number(new URL(url).port));
  const gate = await Gate.open(() => ports[Math.floor(random() * ports.length)] ?? 0);
  const clock = hasten(HASTE);
  const make = (life: number) =>
    new Tab({ name, life, client, gate, browser, recorder, clock, random, parts });
  let tab = make(1);
  await tab.open();
  return {
    person,
    gate,
    rooms: world.rooms.filter(({ members }) => members.has(person)),
    get tab() {
      return tab;
    },
    async reopen() {
      tab.crash();
      tab = make(tab.options.life + 1);
      await tab.open();
    },
  };
}
