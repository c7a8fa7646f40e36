import { createSHA256 } from 'hash-wasm';
import { type DiskAnswer, type DiskOrder, FOLDER } from './disk.ts';

/** Of a file in the browser's private file system, as workers have it. */
interface SyncFile {
  getSize(): number;
  read(into: Uint8Array<ArrayBuffer>, options: { at: number }): number;
  write(from: ArrayBuffer, options: { at: number }): number;
  flush(): void;
  close(): void;
}
type SyncHandle = FileSystemFileHandle & { createSyncAccessHandle?: () => Promise<SyncFile> };

/** Told after so many bytes, which is also how much the other end sends ahead for nothing where a page goes away. */
const KEPT_STEP = 2 * 1024 * 1024;
const PIECE = 1024 * 1024;
/** A page that was just reloaded may hold the file for a moment longer. */
const TRIES = 20;
const TRY_AGAIN_MS = 100;

const hashing = createSHA256().then((sha256) => sha256.init());
let file: SyncFile | null = null;
const parts: ArrayBuffer[] = [];
let keepsParts = true;
let length = 0;
let told = 0;
let orders: Promise<void> = Promise.resolve();

onmessage = ({ data }: MessageEvent<DiskOrder>) => {
  orders = orders
    .then(() => carryOut(data))
    .catch((error: unknown) => {
      file?.close();
      file = null;
      answer({ kind: 'failed', message: String(error) });
    });
};

async function carryOut(order: DiskOrder): Promise<void> {
  switch (order.kind) {
    case 'open':
      file = await openFile(order.id);
      if (file) await takeUp(file);
      return answer({ kind: 'opened', length });
    case 'hash':
      for (let at = 0; at < order.prefix; at += PIECE)
        await hash(await order.file.slice(at, Math.min(order.prefix, at + PIECE)).arrayBuffer());
      length = order.prefix;
      keepsParts = false;
      return answer({ kind: 'opened', length });
    case 'write':
      return write(order.bytes);
    case 'finish':
      file?.flush();
      file?.close();
      return answer({
        kind: 'finished',
        sha256: (await hashing).digest(),
        blob: file || parts.length === 0 ? null : new Blob(parts),
      });
    default:
      return order satisfies never;
  }
}

async function write(bytes: ArrayBuffer): Promise<void> {
  const { byteLength } = bytes;
  if (file && file.write(bytes, { at: length }) !== byteLength) throw new Error('The disk is full.');
  await hash(bytes);
  if (!file && keepsParts) parts.push(bytes);
  length += byteLength;
  if (length - told < KEPT_STEP) return;
  told = length;
  answer({ kind: 'kept', length });
}

async function hash(bytes: ArrayBuffer): Promise<void> {
  (await hashing).update(new Uint8Array(bytes));
}

/** What an earlier page received is hashed again: nothing is taken on trust. */
async function takeUp(kept: SyncFile): Promise<void> {
  const size = kept.getSize();
  const piece = new Uint8Array(PIECE);
  for (; length < size; ) {
    const count = kept.read(piece, { at: length });
    if (count === 0) break;
    (await hashing).update(piece.subarray(0, count));
    length += count;
  }
  told = length;
}

/** null: this browser has no files for pages, or not for a page that is not secure. */
async function openFile(id: string): Promise<SyncFile | null> {
  const root = await navigator.storage?.getDirectory?.().catch(() => null);
  if (!root) return null;
  const folder = await root.getDirectoryHandle(FOLDER, { create: true });
  const handle: SyncHandle = await folder.getFileHandle(id, { create: true });
  if (!handle.createSyncAccessHandle) return null;
  for (let tries = 1; ; tries += 1) {
    try {
      return await handle.createSyncAccessHandle();
    } catch (error) {
      if (tries === TRIES) throw error;
      await new Promise((resolve) => setTimeout(resolve, TRY_AGAIN_MS));
    }
  }
}

function answer(message: DiskAnswer): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker has no origin to name
  postMessage(message);
}
