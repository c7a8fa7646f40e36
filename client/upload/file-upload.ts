import type { FileInfo } from '../../protocol/chat.ts';
import { type ParleyError, tooLarge } from '../../protocol/errors.ts';
import type { Clock } from '../clock.ts';
import type { StartTransfer, Transfer } from './transfer.ts';

/** An interrupted upload tries again by itself after this long, if nothing told it earlier. */
const TRY_AGAIN_MS = 5_000;

export type UploadState =
  | { state: 'uploading' | 'paused'; sent: number }
  | { state: 'done'; sent: number; file: FileInfo }
  | { state: 'failed'; sent: number; error: ParleyError };

export interface FileUploadDeps {
  readonly start: StartTransfer;
  readonly clock: Clock;
  readonly limitBytes: () => number;
  /** Calls back when the way to the server is free again. */
  readonly onReachable: (listener: () => void) => () => void;
}

/** One file on its way, from the user's choice to the server's word. */
export class FileUpload {
  readonly #file: File;
  readonly #deps: FileUploadDeps;
  readonly #onState: (state: UploadState) => void;
  #state: UploadState = { state: 'uploading', sent: 0 };
  #transfer: Transfer | null = null;
  #stopWaiting: () => void = () => {};

  constructor(file: File, deps: FileUploadDeps, onState: (state: UploadState) => void) {
    this.#file = file;
    this.#deps = deps;
    this.#onState = onState;
  }

  get state(): UploadState {
    return this.#state;
  }

  begin(): void {
    if (this.#file.size > this.#deps.limitBytes()) {
      return this.#become({
        state: 'failed',
        sent: 0,
        error: tooLarge('The file is larger than this server takes.'),
      });
    }
    this.#become({ state: 'uploading', sent: 0 });
    this.#transfer = this.#deps.start(this.#file, {
      onProgress: (sent) => this.#become({ state: 'uploading', sent }),
      onDone: (file) => this.#become({ state: 'done', sent: this.#file.size, file }),
      onRefused: (error) => this.#become({ state: 'failed', sent: this.#state.sent, error }),
      onInterrupted: () => this.#wait(),
    });
  }

  cancel(): void {
    this.#stopWaiting();
    this.#transfer?.cancel();
    this.#transfer = null;
  }

  #wait(): void {
    this.#become({ state: 'paused', sent: this.#state.sent });
    const again = () => {
      this.#stopWaiting();
      this.#become({ state: 'uploading', sent: this.#state.sent });
      this.#transfer?.resume();
    };
    const stops = [this.#deps.onReachable(again), this.#deps.clock.after(TRY_AGAIN_MS, again)];
    this.#stopWaiting = () => {
      for (const stop of stops) stop();
    };
  }

  #become(state: UploadState): void {
    this.#state = state;
    this.#onState(state);
  }
}
