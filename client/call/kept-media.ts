import { LocalMedia } from './local-media.ts';

/** Devices that outlive a call: between two meetings one's own picture stays, and a camera that was off stays off. */
export class KeptMedia extends LocalMedia {
  #opening: Promise<void> | null = null;

  override open(wish: { video: boolean }): Promise<void> {
    this.#opening ??= super.open(wish);
    return this.#opening;
  }

  /** What a call that ends asks for. */
  override close(): void {}

  end(): void {
    super.close();
  }
}
