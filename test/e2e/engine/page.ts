import type { Signal } from '../../../protocol/call.ts';
import { systemClock } from '../../../client/clock.ts';
import { LocalMedia } from '../../../client/call/local-media.ts';
import { PeerLink } from '../../../client/call/peer-link.ts';
import { makeRtc } from '../../../client/call/rtc.ts';

/** Two ends of a peer link in one page, for engine.spec.ts. */
export interface EnginePage {
  connect(): Promise<void>;
  /** What Alice has of Bob: frames and bytes by source. */
  heard(): Promise<Record<string, { frames: number; bytes: number }>>;
  pathOf(): Promise<string>;
  setCamera(on: boolean): Promise<void>;
  setMicrophone(on: boolean): Promise<void>;
  shareScreen(on: boolean): Promise<boolean>;
  trackIds(): (string | undefined)[];
  isUp(): boolean;
  restartIce(): void;
  /** Bob's end forgets everything, as a page that lost its connection does. */
  startBobOver(): void;
}
declare global {
  interface Window {
    engine: EnginePage;
  }
}

const ALICE = '00000000-0000-4000-8000-00000000000a';
const BOB = '00000000-0000-4000-8000-00000000000b';
const rtc = await makeRtc();
const cameraSize = { width: 640, height: 360, frameRate: 15 };
const choice = { microphone: null, camera: null, speaker: null };
const bobsMedia = new LocalMedia({ capture: navigator.mediaDevices, choice: () => choice, cameraSize });
const links: { alice?: PeerLink; bob?: PeerLink } = {};

function makeLink(who: 'alice' | 'bob'): PeerLink {
  const [me, peer] = who === 'alice' ? [ALICE, BOB] : [BOB, ALICE];
  return new PeerLink({
    me,
    peer: { id: peer, reachable: true },
    rtc,
    clock: systemClock,
    iceServers: () => [],
    relayOnly: false,
    hasMedia: true,
    streams: who === 'bob' ? bobsMedia.streams : [],
    send: (signal: Signal) => deliver(who === 'alice' ? 'bob' : 'alice', structuredClone(signal)),
    onChange: () => undefined,
  });
}

function deliver(to: 'alice' | 'bob', signal: Signal): void {
  setTimeout(() => links[to]?.receive(signal), 5);
}

bobsMedia.onChange(() => links.bob?.publish(bobsMedia.streams));

window.engine = {
  async connect() {
    await bobsMedia.open({ video: true });
    links.alice = makeLink('alice');
    links.bob = makeLink('bob');
  },
  async heard() {
    const report = await links.alice?.report();
    const sourceOf = new Map(bobsMedia.streams.map(({ id, source }) => [id, source]));
    const carriers = links.alice?.carriers ?? [];
    return Object.fromEntries(
      carriers.map(({ key, streamId }) => {
        const counted = report?.carriers.find((carrier) => carrier.key === key);
        const heard = { frames: counted?.framesDecoded ?? 0, bytes: counted?.bytesReceived ?? 0 };
        return [sourceOf.get(streamId), heard];
      }),
    );
  },
  async pathOf() {
    return (await links.alice?.report())?.path ?? 'none';
  },
  setCamera: (on) => bobsMedia.setCamera(on),
  setMicrophone: (on) => bobsMedia.setMicrophone(on),
  shareScreen: (on) => bobsMedia.shareScreen(on),
  trackIds: () => bobsMedia.streams.map(({ track }) => track?.id),
  isUp: () => Boolean(links.alice?.isUp && links.bob?.isUp),
  restartIce: () => links.alice?.restart(),
  startBobOver() {
    links.bob?.close();
    links.bob = makeLink('bob');
  },
};
