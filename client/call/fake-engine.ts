import type { Call, Joined, LiveCall, Participant } from '../../protocol/call.ts';
import type { Welcome } from '../../protocol/session.ts';
import { FakeClock } from '../fake-clock.ts';
import { FakeSocket } from '../socket/fake-socket.ts';
import { CallEngine } from './call-engine.ts';
import type { CallPage } from './call-parts.ts';
import { CallsWatch } from './calls-watch.ts';
import { DeviceBook } from './devices.ts';
import { FakeMeshLink, FakeNetwork, FakeSfuLink } from './fake-link.ts';
import { FakeTrack } from './fake-track.ts';
import { LocalMedia, type LocalMediaOptions } from './local-media.ts';

/** For tests: an engine between a server that the test plays and devices that are always there. */
export function makeEngine() {
  const world = new EngineWorld();
  const { socket, clock, page, capture } = world;
  const engine = world.engine(new CallsWatch(socket), (options) => new LocalMedia(options));
  const phases: string[] = [];
  engine.onChange(() => phases.at(-1) !== engine.state.phase && phases.push(engine.state.phase));
  return { engine, socket, clock, page, capture, tracks: capture.tracks, seen: () => phases };
}

/** What engines of one page have in common. */
export class EngineWorld {
  readonly clock = new FakeClock();
  readonly socket = new FakeSocket({
    'call.start': () => joinedTo(callOf({ state: 'ringing' })),
    'call.join': () => joinedTo(callOf({ participants: [alice, bob] })),
    'call.rejoin': () => joinedTo(callOf({ participants: [alice, bob] })),
    'call.leave': () => ({}),
    'call.streams': () => ({}),
    'call.signal': () => ({}),
  });
  readonly page = new FakePage();
  readonly capture = new FakeCapture();
  readonly #network = new FakeNetwork({ clock: this.clock, delayMs: () => 20 });

  engine(watch: CallsWatch, makeMedia: (options: LocalMediaOptions) => LocalMedia): CallEngine {
    const { socket, clock, page, capture } = this;
    const storage = { getItem: () => null, setItem: () => undefined };
    const cameraSize = { width: 640, height: 360, frameRate: 15 };
    return new CallEngine({
      ...{ socket, clock, watch, page },
      devices: new DeviceBook({ source: null, storage, choosesSpeaker: false }),
      makeMedia: (choice) => makeMedia({ capture, choice, cameraSize }),
      makers: {
        mesh: ({ me, epoch, send }) =>
          new FakeMeshLink(this.#network, { me, epoch, send: (to, signal) => send({ to, epoch, signal }) }),
        sfu: ({ me, epoch }) => new FakeSfuLink(this.#network, { me, epoch }),
      },
    });
  }
}

export const alice: Participant = participant('p1', 'alice');
export const bob: Participant = participant('p2', 'bob');

function participant(id: string, userId: string): Participant {
  return { id, userId, joinedAt: 0, connected: true, onSfu: false, streams: [] };
}

interface Differences {
  state?: 'ringing' | 'active';
  revision?: number;
  ringing?: string[];
  participants?: Participant[];
}

export function callOf({
  state = 'active',
  revision = 1,
  ringing = [],
  participants = [alice],
}: Differences): LiveCall {
  const base = {
    id: 'call',
    conversationId: 'watercooler',
    startedBy: 'alice',
    meeting: null,
    video: true,
    startedAt: 0,
    revision,
    ringing,
    participants,
    switching: null,
    topology: { kind: 'mesh' as const, epoch: 1, meshEpoch: 1 },
  };
  return state === 'ringing' ? { ...base, state } : { ...base, state, answeredAt: 0 };
}

export function endedCall(revision: number): Call {
  const { id, conversationId, meeting, startedBy, video, startedAt } = callOf({});
  const ending = { state: 'ended', reason: 'missed', endedAt: 45_000 } as const;
  return { id, conversationId, meeting, startedBy, video, startedAt, revision, ...ending };
}

export function joinedTo(call: LiveCall): Joined {
  return { call, participantId: 'p1', iceServers: [] };
}

export function comeBack(socket: FakeSocket, calls: Call[]): void {
  socket.open();
  // Only the calls matter to a session.
  socket.receive({ t: 'session.welcome', me: { id: 'alice' }, calls } as unknown as Welcome);
}

/** Gives every device that is asked for. */
export class FakeCapture {
  readonly tracks: FakeTrack[] = [];
  readonly asked: MediaStreamConstraints[] = [];
  hangs = false;
  /** No device is plugged in. */
  missing = false;

  async getUserMedia(constraints: MediaStreamConstraints): Promise<MediaStream> {
    const { audio, video } = constraints;
    this.asked.push(constraints);
    if (this.missing) throw new DOMException('None.', 'NotFoundError');
    if (this.hangs) await new Promise(() => undefined);
    const made = [...(audio ? [new FakeTrack('audio')] : []), ...(video ? [new FakeTrack('video')] : [])];
    this.tracks.push(...made);
    return { getTracks: () => made.map(({ asTrack }) => asTrack) } as unknown as MediaStream;
  }
}

class FakePage implements CallPage {
  readonly beacons: string[][] = [];
  #hide: () => void = () => undefined;

  onHide(listener: () => void): () => void {
    this.#hide = listener;
    return () => undefined;
  }

  onNetworkChange(): () => void {
    return () => undefined;
  }

  beacon(path: string, body: string): void {
    this.beacons.push([path, body]);
  }

  hide(): void {
    this.#hide();
  }
}
