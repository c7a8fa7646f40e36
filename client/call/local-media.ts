import type { Source } from '../../protocol/call.ts';
import type { StreamId } from '../../protocol/ids.ts';
import { Emitter } from '../emitter.ts';
import { makeUuid } from '../uuid.ts';
import type { DeviceChoice, LocalState } from './call-state.ts';
import {
  type CameraSize,
  type Capture,
  openBoth,
  openCamera,
  openMicrophone,
  openScreen,
  type ScreenTracks,
} from './capture.ts';
import { DeviceTrack } from './device-track.ts';
import { type LocalStream, SOURCES } from './media-link.ts';

export interface LocalMediaOptions {
  readonly capture: Capture;
  readonly choice: () => DeviceChoice;
  readonly cameraSize: CameraSize;
}

export interface OpeningWish {
  readonly video: boolean;
  /** The microphone stays shut. */
  readonly muted?: boolean;
}

/**
 * Owns the tracks of this device for one call, and the ids of its four streams. Links send these tracks, they never
 * stop them: a switch of links restarts nothing here.
 */
export class LocalMedia {
  readonly #options: LocalMediaOptions;
  readonly #microphone: DeviceTrack;
  readonly #camera: DeviceTrack;
  readonly #changes = new Emitter<void>();
  readonly #ids: Readonly<Record<Source, StreamId>>;
  #screen: ScreenTracks | null = null;
  #closed = false;

  constructor(options: LocalMediaOptions) {
    this.#options = options;
    const { capture, choice, cameraSize } = options;
    const onChange = () => this.#changed();
    this.#microphone = new DeviceTrack({
      open: () => openMicrophone(capture, choice()),
      keepOpen: true,
      onChange,
    });
    this.#camera = new DeviceTrack({
      open: () => openCamera(capture, choice(), cameraSize),
      keepOpen: false,
      onChange,
    });
    this.#ids = { microphone: makeUuid(), camera: makeUuid(), screen: makeUuid(), screenAudio: makeUuid() };
  }

  get state(): LocalState {
    return {
      microphone: { on: this.#microphone.wanted, problem: this.#microphone.problem },
      camera: { on: this.#camera.wanted, problem: this.#camera.problem },
      screen: { on: this.#screen !== null },
      cameraTrack: this.#camera.track,
      screenTrack: this.#screen?.video ?? null,
    };
  }

  get streams(): readonly LocalStream[] {
    const tracks: Record<Source, { track: MediaStreamTrack | null; active: boolean }> = {
      microphone: this.#microphone,
      camera: this.#camera,
      screen: { track: this.#screen?.video ?? null, active: this.#screen !== null },
      screenAudio: { track: this.#screen?.audio ?? null, active: Boolean(this.#screen?.audio) },
    };
    return SOURCES.map((source) => {
      const { track, active } = tracks[source];
      return { id: this.#ids[source], source, track, active };
    });
  }

  onChange(listener: () => void): () => void {
    return this.#changes.on(listener);
  }

  /** The devices that a call begins with. Resolves when each is there or has told its problem. */
  async open({ video, muted = false }: OpeningWish): Promise<void> {
    if (!video) return await this.#microphone.want(!muted);
    if (muted) return await this.#camera.want(true);
    const { capture, choice, cameraSize } = this.#options;
    const both = openBoth(capture, choice(), cameraSize);
    await Promise.all([this.#microphone.want(true, both.microphone), this.#camera.want(true, both.camera)]);
  }

  async setMicrophone(on: boolean): Promise<void> {
    await this.#microphone.want(on);
  }

  async setCamera(on: boolean): Promise<void> {
    await this.#camera.want(on);
  }

  /** Resolves to whether a screen is shared now. */
  async shareScreen(on: boolean): Promise<boolean> {
    if (!on) this.#endScreen();
    else if (!this.#screen) await this.#beginScreen();
    return this.#screen !== null;
  }

  async choose(devices: readonly ('microphone' | 'camera')[]): Promise<void> {
    const chosen = { microphone: this.#microphone, camera: this.#camera };
    await Promise.all(devices.map((device) => chosen[device].reopen()));
  }

  /** Devices came or went: one that was missing may be there now. */
  async lookAgain(): Promise<void> {
    const missing = [this.#microphone, this.#camera].filter((device) => device.problem === 'missing');
    await Promise.all(missing.map((device) => device.reopen()));
  }

  /** Gives the devices back until they are opened again. */
  rest(): void {
    this.#microphone.rest();
    this.#camera.rest();
    this.#endScreen();
    this.#changed();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#microphone.close();
    this.#camera.close();
    this.#stopScreen();
  }

  async #beginScreen(): Promise<void> {
    const screen = await openScreen(this.#options.capture);
    if (!screen) return;
    if (this.#closed) return stopBoth(screen);
    this.#stopScreen();
    this.#screen = screen;
    // The browser's own bar has a button that ends the sharing.
    screen.video.onended = () => {
      if (this.#screen === screen) this.#endScreen();
    };
    this.#changed();
  }

  #endScreen(): void {
    if (!this.#screen) return;
    this.#stopScreen();
    this.#changed();
  }

  #stopScreen(): void {
    const screen = this.#screen;
    this.#screen = null;
    if (screen) stopBoth(screen);
  }

  #changed(): void {
    if (!this.#closed) this.#changes.emit();
  }
}

function stopBoth({ video, audio }: ScreenTracks): void {
  video.stop();
  audio?.stop();
}
