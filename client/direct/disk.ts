import type { PickedFile } from './places.ts';

/** The bytes of one file, in and hashed: by a worker, so that neither writing nor hashing holds up the page. */
export interface Store {
  /** What is kept already, from an earlier page. */
  readonly length: number;
  /** The bytes stay the caller's, and may change as soon as this has returned. */
  write(bytes: Uint8Array<ArrayBuffer>): void;
  /** The hash of everything (piece-hash.ts), once everything is kept. Rejects where the device has no room. */
  finish(): Promise<string>;
  /** What was taken over is kept; resolves when it is, and the file may be taken away. */
  close(): Promise<void>;
}

export interface StoreHooks {
  /** So much of it is kept by now. */
  onKept(length: number): void;
  /** It can keep no more. */
  onFailed(): void;
}

export interface Disk {
  /** Files are about to move. */
  warm(): void;
  /** Rejects with `forbidden` where its person has to allow it first. */
  open(id: string, hooks: StoreHooks): Promise<Store>;
  /** Hashes what is sent; the first `prefix` bytes of the file were sent before. */
  hash(file: Blob, prefix: number): Promise<Store>;
  /** Into this file, straight. */
  place(id: string, picked: PickedFile): Promise<void>;
  /** Asks for what `open` lacked. Rejects with `forbidden` where the answer is no. */
  permit(id: string): Promise<void>;
  /** null: nothing of it is here. */
  read(id: string): Promise<Blob | null>;
  remove(id: string): Promise<void>;
  close(): void;
}

/** To the worker and back, about one of its stores. */
export type DiskOrder = { readonly store: number } & (
  | { kind: 'open'; id: string }
  | { kind: 'hash'; file: Blob; prefix: number }
  | { kind: 'write'; bytes: Uint8Array<ArrayBuffer> }
  | { kind: 'finish' }
  | { kind: 'close' }
);
export type DiskAnswer = { readonly store: number } & (
  | { kind: 'opened'; length: number }
  /** `spare`: the memory that it came in. */
  | { kind: 'kept'; length: number; spare: ArrayBuffer }
  /** `blob`: where the browser has no disk for pages, all of it. */
  | { kind: 'finished'; hash: string; blob: Blob | null }
  | { kind: 'closed' }
  | { kind: 'failed'; message: string }
);

export const FOLDER = 'parley-direct';
