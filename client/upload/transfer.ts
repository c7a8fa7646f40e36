import type { FileInfo } from '../../protocol/chat.ts';
import type { ParleyError } from '../../protocol/errors.ts';

/** How one file travels: the interface between file-upload.ts and what carries the bytes. */
export interface TransferEvents {
  onProgress(sentBytes: number): void;
  onDone(file: FileInfo): void;
  /** The way to the server was lost; `resume` goes on from where it was. */
  onInterrupted(): void;
  /** The server's last word. */
  onRefused(error: ParleyError): void;
}

export interface Transfer {
  resume(): void;
  /** Also at the server: nothing of it stays. */
  cancel(): void;
}

export type StartTransfer = (file: File, events: TransferEvents) => Transfer;
