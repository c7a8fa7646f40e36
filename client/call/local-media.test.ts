import { expect, test } from 'bun:test';
import { settle } from '../fake-clock.ts';
import type { DeviceChoice } from './call-state.ts';
import { FakeTrack } from './fake-track.ts';
import { LocalMedia } from './local-media.ts';

test('local media: opens microphone and camera by one question', async () => {
  const { media, devices } = makeMedia();
  await media.open({ video: true });
  expect(devices.questions).toBe(1);
  expect(activeOf(media)).toEqual(['microphone', 'camera']);
});

test('local media: goes on with the microphone where there is no camera', async () => {
  const { media, devices } = makeMedia();
  devices.failing.video = 'NotFoundError';
  await media.open({ video: true });
  expect(media.state.camera).toEqual({ on: true, problem: 'missing' });
  expect(activeOf(media)).toEqual(['microphone']);
});

for (const [name, problem] of [
  ['NotAllowedError', 'denied'],
  ['NotReadableError', 'in_use'],
  ['TypeError', 'failed'],
] as const) {
  test(`local media: says ${problem} where the browser says ${name}`, async () => {
    const { media, devices } = makeMedia();
    devices.failing.audio = name;
    await media.open({ video: false });
    expect(media.state.microphone.problem).toBe(problem);
  });
}

test('local media: mute keeps the track and the device; camera off gives the device back', async () => {
  const { media } = makeMedia();
  await media.open({ video: true });
  const [microphone, camera] = media.streams.map(({ track }) => track);
  await media.setMicrophone(false);
  await media.setCamera(false);
  expect(activeOf(media)).toEqual([]);
  expect(media.streams[0]?.track).toBe(microphone ?? null);
  expect(microphone).toMatchObject({ enabled: false, readyState: 'live' });
  expect(camera?.readyState).toBe('ended');
  expect(media.streams[1]?.track).toBeNull();
  await media.setMicrophone(true);
  expect(microphone?.enabled).toBe(true);
});

test('local media: a camera that is turned off while it opens stays off', async () => {
  const { media, devices } = makeMedia();
  const opening = media.setCamera(true);
  await media.setCamera(false);
  await opening;
  expect(media.state.cameraTrack).toBeNull();
  expect(devices.tracks.every(({ readyState }) => readyState === 'ended')).toBe(true);
});

test('local media: a microphone that is muted while it opens opens muted', async () => {
  const { media } = makeMedia();
  const opening = media.open({ video: false });
  await media.setMicrophone(false);
  await opening;
  expect(media.streams[0]?.track?.enabled).toBe(false);
  expect(activeOf(media)).toEqual([]);
});

test('local media: another device replaces the old track only when its own is there', async () => {
  const { media, devices, choice } = makeMedia();
  await media.open({ video: true });
  const before = media.streams[1]?.track;
  choice.camera = 'second';
  const choosing = media.choose(['camera']);
  expect(media.streams[1]?.track).toBe(before ?? null);
  await choosing;
  expect(before?.readyState).toBe('ended');
  expect(media.streams[1]?.track?.readyState).toBe('live');
  expect(devices.asked.at(-1)).toMatchObject({ video: { deviceId: { exact: 'second' } } });
});

test('local media: a chosen device that is gone gives way to the default', async () => {
  const { media, devices, choice } = makeMedia();
  choice.microphone = 'unplugged';
  devices.missing.add('unplugged');
  await media.open({ video: false });
  expect(media.state.microphone.problem).toBeNull();
  expect(activeOf(media)).toEqual(['microphone']);
});

test('local media: a microphone that is unplugged is replaced by another; the last one is waited for', async () => {
  const { media, devices } = makeMedia();
  await media.open({ video: false });
  devices.tracks[0]?.end();
  await settle();
  expect(activeOf(media)).toEqual(['microphone']);
  devices.failing.audio = 'NotFoundError';
  devices.tracks[1]?.end();
  await settle();
  expect(media.state.microphone).toEqual({ on: true, problem: 'missing' });
  delete devices.failing.audio;
  await media.lookAgain();
  expect(media.state.microphone).toEqual({ on: true, problem: null });
});

test("local media: a screen ends with the browser's own button", async () => {
  const { media, devices } = makeMedia();
  expect(await media.shareScreen(true)).toBe(true);
  expect(activeOf(media)).toEqual(['screen', 'screenAudio']);
  devices.tracks.find(({ id }) => id === 'screen')?.end();
  expect(media.state.screen.on).toBe(false);
  expect(devices.tracks.every(({ readyState }) => readyState === 'ended')).toBe(true);
});

test('local media: sound of a whole screen is left out unless the browser takes our own out of it', async () => {
  const { media, devices } = makeMedia();
  devices.restrictsOwnAudio = false;
  expect(await media.shareScreen(true)).toBe(true);
  expect(activeOf(media)).toEqual(['screen']);
});

test('local media: picking nothing shares nothing', async () => {
  const { media, devices } = makeMedia();
  devices.failing.screen = 'NotAllowedError';
  expect(await media.shareScreen(true)).toBe(false);
});

test('local media: stream ids stay, whatever happens to tracks', async () => {
  const { media } = makeMedia();
  const before = media.streams.map(({ id }) => id);
  await media.open({ video: true });
  await media.setCamera(false);
  await media.shareScreen(true);
  expect(media.streams.map(({ id }) => id)).toEqual(before);
});

test('local media: gives every device back when it closes, and those that open later too', async () => {
  const { media, devices } = makeMedia();
  await media.open({ video: true });
  await media.shareScreen(true);
  const late = media.setCamera(true);
  media.close();
  media.close();
  await late;
  expect(devices.tracks.every(({ readyState }) => readyState === 'ended')).toBe(true);
});

/** Devices that are there, fail or are missing as the test says. */
class FakeDevices {
  readonly tracks: FakeTrack[] = [];
  readonly asked: MediaStreamConstraints[] = [];
  readonly failing: Partial<Record<'audio' | 'video' | 'screen', string>> = {};
  readonly missing = new Set<string>();
  restrictsOwnAudio = true;

  get questions(): number {
    return this.asked.length;
  }

  async getUserMedia(constraints: MediaStreamConstraints): Promise<MediaStream> {
    this.asked.push(constraints);
    await Promise.resolve();
    const kinds = (['audio', 'video'] as const).filter((kind) => constraints[kind]);
    for (const kind of kinds) {
      const failure =
        this.failing[kind] ?? (this.#isMissing(constraints[kind]) ? 'OverconstrainedError' : null);
      if (failure) throw new DOMException('refused', failure);
    }
    return this.#stream(kinds.map((kind) => new FakeTrack(kind)));
  }

  async getDisplayMedia(): Promise<MediaStream> {
    if (this.failing.screen) throw new DOMException('refused', this.failing.screen);
    const sound: MediaTrackSettings & { restrictOwnAudio: boolean } = {
      restrictOwnAudio: this.restrictsOwnAudio,
    };
    const video = new FakeTrack('video', 'screen', { displaySurface: 'monitor' });
    return this.#stream([video, new FakeTrack('audio', 'sound', sound)]);
  }

  #isMissing(constraint: boolean | MediaTrackConstraints | undefined): boolean {
    return [...this.missing].some((id) => JSON.stringify(constraint).includes(id));
  }

  #stream(tracks: FakeTrack[]): MediaStream {
    this.tracks.push(...tracks);
    const getTracks = () => tracks.map(({ asTrack }) => asTrack);
    const getAudioTracks = () => getTracks().filter(({ kind }) => kind === 'audio');
    return { getTracks, getAudioTracks } as unknown as MediaStream;
  }
}

function makeMedia() {
  const devices = new FakeDevices();
  const choice: DeviceChoice = { microphone: null, camera: null, speaker: null };
  const cameraSize = { width: 1280, height: 720, frameRate: 30 };
  return { media: new LocalMedia({ capture: devices, choice: () => choice, cameraSize }), devices, choice };
}

function activeOf(media: LocalMedia): string[] {
  return media.streams.filter(({ active }) => active).map(({ source }) => source);
}
