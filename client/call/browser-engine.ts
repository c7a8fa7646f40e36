import { systemClock } from '../clock.ts';
import type { Socket } from '../socket/socket.ts';
import { CallEngine } from './call-engine.ts';
import type { CallPage } from './call-parts.ts';
import type { LinkMakers } from './call-session.ts';
import type { CallsWatch } from './calls-watch.ts';
import type { CameraSize, Capture } from './capture.ts';
import { DeviceBook } from './devices.ts';
import { LocalMedia, type LocalMediaOptions } from './local-media.ts';
import { MeshLink } from './mesh-link.ts';
import { listen, networkInformation, onNetworkChange } from './network.ts';
import { makeRtc, type Rtc } from './rtc.ts';
import { DeviceLoader, SfuLink } from './sfu-link.ts';
import { makeSfuRequest } from './sfu-request.ts';

/** The call engine with everything it takes from a browser. Loaded with the first call or the first ring. */
export async function makeBrowserEngine(
  socket: Socket,
  watch: CallsWatch,
  makeMedia = (options: LocalMediaOptions): LocalMedia => new LocalMedia(options),
): Promise<CallEngine> {
  const capture: Capture = navigator.mediaDevices ?? forbidden;
  return new CallEngine({
    socket,
    clock: systemClock,
    watch,
    devices: new DeviceBook({
      source: navigator.mediaDevices ?? null,
      storage: localStorage,
      choosesSpeaker: 'setSinkId' in HTMLMediaElement.prototype,
    }),
    makers: makeMakers(socket, await makeRtc()),
    page,
    makeMedia: (choice) => makeMedia({ capture, choice, cameraSize: chooseCameraSize() }),
  });
}

/** By then the first call's own work is done. */
const PREPARE_AFTER_MS = 2_000;

function makeMakers(socket: Socket, rtc: Rtc): LinkMakers {
  const devices = new DeviceLoader();
  systemClock.after(PREPARE_AFTER_MS, () => devices.prepare());
  return {
    mesh: ({ epoch, me, iceServers, relayOnly, send }) =>
      new MeshLink({
        epoch,
        me,
        rtc,
        clock: systemClock,
        iceServers,
        relayOnly,
        send: (to, signal) => send({ to, epoch, signal }),
      }),
    sfu: ({ callId, me, epoch, iceServers, reachable }) =>
      new SfuLink({
        epoch,
        request: makeSfuRequest(socket, { callId, participantId: me }),
        loadDevice: (capabilities) => devices.load(capabilities),
        clock: systemClock,
        iceServers,
        reachable,
      }),
  };
}

const page: CallPage = {
  onHide: (listener) => listen(window, 'pagehide', listener),
  onNetworkChange,
  beacon: (path, body) => void navigator.sendBeacon(path, body),
};

/** A page of plain HTTP on another machine than this one is given no devices. */
const forbidden: Capture = {
  getUserMedia: () => Promise.reject(new DOMException('This page may use no devices.', 'SecurityError')),
};

/** `parley.video` set to `small` spares weak machines and thin lines. */
const SIZES = {
  full: { width: 1280, height: 720, frameRate: 30 },
  small: { width: 640, height: 360, frameRate: 15 },
} as const satisfies Record<string, CameraSize>;

function chooseCameraSize(): CameraSize {
  const saves = networkInformation()?.saveData === true || localStorage.getItem('parley.video') === 'small';
  return saves ? SIZES.small : SIZES.full;
}
