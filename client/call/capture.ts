import type { DeviceChoice, DeviceProblem } from './call-state.ts';

/** What local media takes from `navigator.mediaDevices`. */
export interface Capture {
  getUserMedia(constraints: MediaStreamConstraints): Promise<MediaStream>;
  /** Missing on phones. */
  getDisplayMedia?(options: DisplayMediaStreamOptions): Promise<MediaStream>;
}

export interface CameraSize {
  readonly width: number;
  readonly height: number;
  readonly frameRate: number;
}

type Chosen = Pick<DeviceChoice, 'microphone' | 'camera'>;

export async function openMicrophone(capture: Capture, chosen: Chosen): Promise<MediaStreamTrack> {
  return await openOne(capture, chosen, (choice) => ({ audio: microphoneConstraints(choice) }));
}

export async function openCamera(
  capture: Capture,
  chosen: Chosen,
  size: CameraSize,
): Promise<MediaStreamTrack> {
  return await openOne(capture, chosen, (choice) => ({ video: cameraConstraints(choice, size) }));
}

/** Both by one question to the user. Each answers for itself where one of them is not to be had. */
export function openBoth(capture: Capture, chosen: Chosen, size: CameraSize): Both {
  const stream = capture.getUserMedia({
    audio: microphoneConstraints(chosen),
    video: cameraConstraints(chosen, size),
  });
  return {
    microphone: stream.then(firstTrack('audio')).catch(() => openMicrophone(capture, chosen)),
    camera: stream.then(firstTrack('video')).catch(() => openCamera(capture, chosen, size)),
  };
}
interface Both {
  readonly microphone: Promise<MediaStreamTrack>;
  readonly camera: Promise<MediaStreamTrack>;
}

export interface ScreenTracks {
  readonly video: MediaStreamTrack;
  readonly audio: MediaStreamTrack | null;
}

/** null where the user picked nothing. */
export async function openScreen(capture: Capture): Promise<ScreenTracks | null> {
  if (!capture.getDisplayMedia) return null;
  const options: ScreenOptions = {
    video: { frameRate: { ideal: 15, max: 30 } },
    audio: { restrictOwnAudio: true, suppressLocalAudioPlayback: false },
    selfBrowserSurface: 'exclude',
    surfaceSwitching: 'include',
    systemAudio: 'include',
  };
  const stream = await capture.getDisplayMedia(options).catch((error: unknown) => {
    if (problemOf(error) === 'denied') return null;
    throw error;
  });
  if (!stream) return null;
  const video = firstTrack('video')(stream);
  video.contentHint = 'detail';
  return { video, audio: soundWithoutOurs(video, stream.getAudioTracks()[0] ?? null) };
}

export function problemOf(error: unknown): DeviceProblem {
  const name = error instanceof Error ? error.name : '';
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'denied';
  if (name === 'NotFoundError' || name === 'OverconstrainedError') return 'missing';
  if (name === 'NotReadableError' || name === 'AbortError') return 'in_use';
  return 'failed';
}

type ScreenOptions = DisplayMediaStreamOptions & {
  audio: MediaTrackConstraints & { restrictOwnAudio: boolean; suppressLocalAudioPlayback: boolean };
  selfBrowserSurface: 'exclude';
  surfaceSwitching: 'include';
  systemAudio: 'include';
};

/**
 * Sound of the whole screen has the call's own voices in it, and everyone would hear themselves. It is kept where the
 * browser takes this page's sound out, or where another tab's is shared alone.
 */
function soundWithoutOurs(video: MediaStreamTrack, audio: MediaStreamTrack | null): MediaStreamTrack | null {
  if (!audio) return null;
  const settings: MediaTrackSettings & { restrictOwnAudio?: boolean } = audio.getSettings();
  if (settings.restrictOwnAudio === true || video.getSettings().displaySurface === 'browser') return audio;
  audio.stop();
  return null;
}

/** The remembered device may be gone: then the browser's default. */
async function openOne(
  capture: Capture,
  chosen: Chosen,
  constraints: (chosen: Chosen) => MediaStreamConstraints,
): Promise<MediaStreamTrack> {
  const asked = constraints(chosen);
  const stream = await capture.getUserMedia(asked).catch((error: unknown) => {
    if (problemOf(error) !== 'missing') throw error;
    return capture.getUserMedia(constraints({ microphone: null, camera: null }));
  });
  return firstTrack(asked.audio ? 'audio' : 'video')(stream);
}

function firstTrack(kind: 'audio' | 'video'): (stream: MediaStream) => MediaStreamTrack {
  return (stream) => {
    const [track] = stream.getTracks().filter((candidate) => candidate.kind === kind);
    if (!track) throw new DOMException(`No ${kind} was captured.`, 'NotFoundError');
    return track;
  };
}

function microphoneConstraints({ microphone }: Chosen): MediaTrackConstraints {
  return { echoCancellation: true, noiseSuppression: true, autoGainControl: true, ...exactly(microphone) };
}

function cameraConstraints(
  { camera }: Chosen,
  { width, height, frameRate }: CameraSize,
): MediaTrackConstraints {
  return {
    width: { ideal: width },
    height: { ideal: height },
    frameRate: { ideal: frameRate, max: frameRate },
    ...exactly(camera),
  };
}

function exactly(deviceId: string | null): MediaTrackConstraints {
  return deviceId === null ? {} : { deviceId: { exact: deviceId } };
}
