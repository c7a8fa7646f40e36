import type { DeviceProblem } from './call-state.ts';
import { problemOf } from './capture.ts';

export interface DeviceTrackOptions {
  readonly open: () => Promise<MediaStreamTrack>;
  /** What is kept open while off only falls silent, so that on is at once: a microphone. Else the device is given back. */
  readonly keepOpen: boolean;
  readonly onChange: () => void;
}

/** A microphone or camera between what the user wants and what the device gives. The latest wish wins. */
export class DeviceTrack {
  readonly #options: DeviceTrackOptions;
  #wanted = false;
  #track: MediaStreamTrack | null = null;
  #problem: DeviceProblem | null = null;
  #opening = 0;
  #closed = false;

  constructor(options: DeviceTrackOptions) {
    this.#options = options;
  }

  get wanted(): boolean {
    return this.#wanted;
  }

  get problem(): DeviceProblem | null {
    return this.#problem;
  }

  get track(): MediaStreamTrack | null {
    return this.#track;
  }

  get active(): boolean {
    return this.#wanted && this.#track !== null;
  }

  /** `opening`: the device is being opened elsewhere, together with another. */
  async want(on: boolean, opening?: Promise<MediaStreamTrack>): Promise<void> {
    this.#wanted = on;
    this.#problem = null;
    if (!on) this.#turnOff();
    else if (this.#track) this.#track.enabled = true;
    else return await this.#open(opening);
    this.#options.onChange();
  }

  /** Another device is chosen, or one came back. The old track goes on until the new one is there. */
  async reopen(): Promise<void> {
    if (this.#track || this.#wanted) await this.#open();
  }

  /** Gives the device back, whatever it is. */
  rest(): void {
    this.#wanted = false;
    this.#problem = null;
    this.#opening += 1;
    this.#release();
  }

  close(): void {
    this.#closed = true;
    this.rest();
  }

  async #open(opening = this.#options.open()): Promise<void> {
    this.#opening += 1;
    const turn = this.#opening;
    // The wish shows at once, the track when it is there.
    this.#options.onChange();
    try {
      const track = await opening;
      if (turn === this.#opening && (this.#wanted || this.#options.keepOpen)) this.#adopt(track);
      else track.stop();
    } catch (error) {
      if (turn !== this.#opening) return;
      this.#problem = this.#wanted && !this.#track ? problemOf(error) : null;
    }
    if (!this.#closed) this.#options.onChange();
  }

  #adopt(track: MediaStreamTrack): void {
    this.#release();
    this.#track = track;
    this.#problem = null;
    track.enabled = this.#wanted;
    // Fires when the device is unplugged or taken away, never on our own `stop`.
    track.onended = () => {
      if (this.#track !== track) return;
      this.#track = null;
      void this.#open();
    };
  }

  #turnOff(): void {
    if (this.#options.keepOpen && this.#track) this.#track.enabled = false;
    else if (!this.#options.keepOpen) {
      this.#opening += 1;
      this.#release();
    }
  }

  #release(): void {
    this.#track?.stop();
    this.#track = null;
  }
}
