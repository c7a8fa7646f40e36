import { FakeClock } from '../../client/fake-clock.ts';
import { CallSession } from '../../client/call/call-session.ts';
import { FakeMeshLink, FakeNetwork, FakeSfuLink } from '../../client/call/fake-link.ts';
import type { LocalStream } from '../../client/call/media-link.ts';
import { FakeSocket } from '../../client/socket/fake-socket.ts';
import type { Joined, Stream } from '../../protocol/call.ts';
import type { DownEvent } from '../../protocol/down.ts';
import { notFound } from '../../protocol/errors.ts';
import type { MediaStatus, Welcome } from '../../protocol/session.ts';
import { Call } from '../../server/calls/call.ts';
import type { CallEvent } from '../../server/calls/call-event.ts';
import { RING_MS } from '../../server/calls/call-fixture.ts';
import type { Device as ServerDevice } from '../../server/calls/roster.ts';

/** One call of the Watercooler: the server's own rules, the page's own sessions, and a network that is none. */
export class CallWorld {
  readonly clock = new FakeClock();
  readonly network: FakeNetwork;
  readonly call: Call;
  readonly people: Person[];
  readonly random: () => number;
  sfu: { state: MediaStatus['state']; load: number } = { state: 'ready', load: 0 };
  #ids = 0;

  constructor(names: readonly string[], { random, meshLimit }: { random: () => number; meshLimit: number }) {
    this.random = random;
    this.network = new FakeNetwork({ clock: this.clock, delayMs: () => 20 + random() * 400 });
    const subject = {
      id: 'call',
      conversationId: 'watercooler',
      kind: 'group',
      video: true,
      meeting: null,
    } as const;
    const newId = () => `p${++this.#ids}`;
    this.call = new Call(
      { ...subject, startedBy: names[0] ?? '' },
      { clock: this.clock, meshLimit, ringMs: RING_MS, newId, sfu: () => this.sfu },
      (event) => this.#pass(event),
    );
    this.people = names.map((name) => new Person(name, this));
  }

  close(): void {
    for (const person of this.people) person.close();
    this.call.close();
  }

  #pass(event: CallEvent): void {
    for (const person of this.people) {
      if (event.kind === 'changed') person.hear({ t: 'call.changed', call: event.call });
      if (event.kind === 'signalled' && event.connectionId === person.connectionId) person.hear(event.signal);
    }
  }
}

/** One user with one device. What the server says arrives late, in its order. */
export class Person {
  readonly name: string;
  readonly streams: readonly LocalStream[];
  session: CallSession | null = null;
  ended: string | null = null;
  readonly #world: CallWorld;
  readonly #socket: FakeSocket;
  #connections = 1;
  #arrivesAt = 0;

  constructor(name: string, world: CallWorld) {
    this.name = name;
    this.#world = world;
    this.streams = (['microphone', 'camera'] as const).map((source) => ({
      id: `${name}'s ${source}`,
      source,
      track: { kind: source === 'camera' ? 'video' : 'audio' } as unknown as MediaStreamTrack,
      active: true,
    }));
    this.#socket = new FakeSocket(this.#answers());
  }

  get connectionId(): string {
    return `${this.name} ${this.#connections}`;
  }

  get isOpen(): boolean {
    return this.#socket.state.state === 'open';
  }

  start(ring: readonly string[]): void {
    const { call } = this.#world;
    const participantId = call.start(this.#device, this.#wireStreams, ring);
    this.#begin({ call: call.live, participantId, iceServers: [] });
  }

  async join(): Promise<void> {
    const up = { t: 'call.join', callId: 'call', streams: this.#wireStreams } as const;
    this.#begin(await this.#socket.request(up));
  }

  async leave(): Promise<void> {
    const { session } = this;
    this.session = null;
    await session?.leave();
  }

  dropSocket(): void {
    const before = this.connectionId;
    this.#socket.become({ state: 'reconnecting', attempt: 1, nextTryAt: 0 });
    this.#connections += 1;
    this.#world.call.disconnect(before);
  }

  openSocket(): void {
    this.#socket.open();
    const calls = this.#world.call.isOver ? [] : [this.#world.call.snapshot];
    // Only the calls matter to a session.
    this.hear({ t: 'session.welcome', calls } as unknown as Welcome);
  }

  hear(event: DownEvent): void {
    const connection = this.#connections;
    this.#arrive(() => {
      if (this.isOpen && connection === this.#connections) this.#socket.receive(event);
    });
  }

  close(): void {
    this.session?.close();
  }

  #begin(joined: Joined): void {
    const { clock, network } = this.#world;
    this.ended = null;
    const session: CallSession = new CallSession(joined, {
      socket: this.#socket,
      clock,
      media: { streams: this.streams, onChange: () => () => undefined },
      wishedAt: clock.now(),
      makers: {
        mesh: ({ me, epoch, send }) =>
          new FakeMeshLink(network, { me, epoch, send: (to, signal) => send({ to, epoch, signal }) }),
        sfu: ({ me, epoch }) => new FakeSfuLink(network, { me, epoch }),
      },
      onChange: () => undefined,
      onEnd: (reason) => {
        this.ended = reason;
        if (this.session === session) this.session = null;
      },
    });
    this.session = session;
  }

  get #device(): ServerDevice {
    const { name, connectionId } = this;
    const heardAt = () => Number.POSITIVE_INFINITY;
    return {
      userId: name,
      accountId: name,
      connectionId,
      sessionId: name,
      isOpen: () => true,
      heardAt,
      probe: () => {},
    };
  }

  get #wireStreams(): Stream[] {
    return this.streams.map(({ id, source, active }) => ({ id, source, active }));
  }

  #arrive(deliver: () => void): void {
    const { clock, random } = this.#world;
    this.#arrivesAt = Math.max(this.#arrivesAt, clock.now() + random() * 60);
    clock.after(this.#arrivesAt - clock.now(), deliver);
  }

  /** The answer travels with the events, in their order. */
  async #answer<T>(task: (call: Call) => T): Promise<T> {
    const { call } = this.#world;
    const result = Promise.try(() => {
      if (call.isOver) throw notFound('The call');
      return task(call);
    });
    await result.catch(() => undefined);
    await new Promise<void>((resolve) => this.#arrive(resolve));
    return await result;
  }

  #answers(): FakeSocket['answers'] {
    const { name } = this;
    const done = (task: (call: Call) => void) =>
      this.#answer((call) => {
        task(call);
        return {};
      });
    const joined = (task: (call: Call) => string) =>
      this.#answer((call): Joined => ({ participantId: task(call), call: call.live, iceServers: [] }));
    return {
      'call.join': ({ streams }) => joined((call) => call.join(this.#device, streams)),
      'call.rejoin': ({ participantId }) =>
        joined((call) => {
          call.rejoin(participantId, this.#device);
          return participantId;
        }),
      'call.leave': ({ participantId }) => done((call) => call.leave(participantId, name)),
      'call.streams': (up) => done((call) => call.setStreams(up.participantId, name, up.streams)),
      'call.signal': ({ signal, ...up }) =>
        done((call) => call.signal(name, { ...up, signal: { peerInstance: null, ...signal } })),
      'call.ready': (up) => done((call) => call.ready(up.participantId, name, up.epoch)),
      'call.failed': (up) => done((call) => call.failed(up.participantId, name, up.epoch)),
      'call.ice': () => done(() => undefined).then(() => ({ iceServers: [] })),
    };
  }
}
