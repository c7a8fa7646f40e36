import { expect, test } from 'bun:test';
import type { Store } from './disk.ts';
import { MemoryDisk } from './memory-disk.ts';
import { PickedStore } from './picked-store.ts';
import type { PickedFile, PickedStream } from './places.ts';
import { PieceHash } from './piece-hash.ts';

const MIB = 1024 * 1024;
const SECURE_AFTER = 2 * MIB;

/** As browsers do it: what is written is beside the file until the stream is closed. */
class FakePicked implements PickedFile {
  readonly name = 'film.mp4';
  bytes = new Uint8Array();
  copied = 0;
  isFull = false;

  async getFile(): Promise<Blob> {
    return new Blob([this.bytes]);
  }

  async createWritable(): Promise<PickedStream> {
    this.copied += this.bytes.length;
    const parts: Uint8Array<ArrayBuffer>[] = [];
    const start = this.bytes;
    let from = 0;
    return {
      seek: async (position) => {
        from = position;
      },
      write: async (data) => {
        if (this.isFull) throw new DOMException('No room.', 'QuotaExceededError');
        parts.push(data.slice());
      },
      close: async () => {
        this.bytes = await new Blob([start.subarray(0, from), ...parts]).bytes();
      },
    };
  }
}

function setUp() {
  const handle = new FakePicked();
  const disk = new MemoryDisk();
  const kept: number[] = [];
  const events: string[] = [];
  const open = () =>
    PickedStore.open({
      ...{ handle, secureAfter: SECURE_AFTER },
      hooks: { onKept: (length) => kept.push(length), onFailed: () => events.push('failed') },
      hash: (file, prefix) => disk.hash(file, prefix),
      onFinished: async () => void events.push('finished'),
    });
  return { handle, kept, events, open };
}

const turns = () => new Promise((resolve) => setTimeout(resolve, 10));
const piece = (index: number) => new Uint8Array(MIB).fill(index + 1);
const write = (store: Store, from: number, to: number) => {
  for (let index = from; index < to; index += 1) store.write(piece(index));
};

async function hashOf(count: number): Promise<string> {
  const hash = await PieceHash.make();
  for (let index = 0; index < count; index += 1) await hash.update(piece(index));
  return hash.digest();
}

test('what was written stays where the line broke, and the file goes on from there to its end', async () => {
  const { handle, kept, events, open } = setUp();
  const store = await open();
  write(store, 0, 5);
  await turns();
  await store.close();
  expect([store.length, handle.bytes.length]).toEqual([5 * MIB, 5 * MIB]);
  expect(kept).toEqual([2 * MIB, 4 * MIB]);
  const again = await open();
  expect(again.length).toBe(5 * MIB);
  write(again, 5, 8);
  expect(await again.finish()).toBe(await hashOf(8));
  expect([handle.bytes.length, handle.bytes.at(-1)]).toEqual([8 * MIB, 8]);
  expect(events).toEqual(['finished']);
});

test('of a long file at least half is in place while it comes, and no byte is copied more than twice', async () => {
  const { handle, open } = setUp();
  const store = await open();
  const count = 20;
  let least = 1;
  for (let index = 0; index < count; index += 1) {
    write(store, index, index + 1);
    await turns();
    const length = (index + 1) * MIB;
    if (length > 2 * SECURE_AFTER) least = Math.min(least, handle.bytes.length / length);
  }
  expect(least).toBeGreaterThanOrEqual(0.5);
  await store.close();
  expect(handle.copied).toBeLessThanOrEqual(2 * count * MIB);
});

test('a disk that is full is told, and nothing is said to be whole', async () => {
  const { handle, events, open } = setUp();
  const store = await open();
  handle.isFull = true;
  write(store, 0, 3);
  await turns();
  const finished = await store.finish().then(
    () => 'ok',
    () => 'refused',
  );
  expect([finished, events]).toEqual(['refused', ['failed']]);
});
