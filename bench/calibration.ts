import { closeSync, fdatasyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { median } from './quantile.ts';
import { startBare } from './world/targets.ts';

const SYNCS = 50;
const TRIPS = 2_000;

/** What this machine takes for the two things that everything else waits for, in milliseconds. */
export interface Calibration {
  readonly fsync: number;
  readonly roundTrip: number;
}

export async function calibrate(folder: string): Promise<Calibration> {
  return { fsync: measureSync(folder), roundTrip: await measureRoundTrip() };
}

/** One block of a write-ahead log, written over and forced to disk. */
function measureSync(folder: string): number {
  const path = join(folder, 'fsync');
  const file = openSync(path, 'w');
  const block = Buffer.alloc(8192, 1);
  const times = Array.from({ length: SYNCS }, () => {
    const started = performance.now();
    writeSync(file, block, 0, block.length, 0);
    fdatasyncSync(file);
    return performance.now() - started;
  });
  closeSync(file);
  rmSync(path);
  return median(times);
}

/** A byte over TCP to another process and back. */
async function measureRoundTrip(): Promise<number> {
  const bare = await startBare();
  const times: number[] = [];
  const { promise: done, resolve } = Promise.withResolvers<void>();
  let sentAt = 0;
  const socket = await Bun.connect({
    hostname: '127.0.0.1',
    port: bare.echoPort,
    socket: {
      data(self) {
        times.push(performance.now() - sentAt);
        if (times.length === TRIPS) return resolve();
        sentAt = performance.now();
        self.write('x');
      },
    },
  });
  sentAt = performance.now();
  socket.write('x');
  await done;
  socket.end();
  await bare.close();
  return median(times);
}
