import { LocalMedia, type LocalMediaOptions, type OpeningWish } from './local-media.ts';

export interface KeptMediaOptions extends LocalMediaOptions {
  /** Without it nothing is opened: what asks late may no longer be wanted. */
  readonly mayOpen: () => boolean;
}

/** Devices that outlive a call: between two meetings one's own picture stays, and a camera that was off stays off. */
export class KeptMedia extends LocalMedia {
  readonly #mayOpen: () => boolean;
  #opening: Promise<void> | null = null;
  /** What was on when the devices were given back. */
  #left = { microphone: true, camera: true };

  constructor({ mayOpen, ...options }: KeptMediaOptions) {
    super(options);
    this.#mayOpen = mayOpen;
  }

  override async open({ video }: OpeningWish): Promise<void> {
    if (!this.#mayOpen()) return;
    this.#opening ??= super.open({ video: video && this.#left.camera, muted: !this.#left.microphone });
    await this.#opening;
  }

  override rest(): void {
    if (!this.#opening) return;
    const { microphone, camera } = this.state;
    this.#left = { microphone: microphone.on, camera: camera.on };
    this.#opening = null;
    super.rest();
  }

  /** What a call that ends asks for. */
  override close(): void {}

  end(): void {
    super.close();
  }
}
