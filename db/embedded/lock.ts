import { dlopen, FFIType } from 'bun:ffi';
import { closeSync, constants, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs';

const LOCK_SHARED = 1;
const LOCK_EXCLUSIVE = 2;
const DO_NOT_WAIT = 4;

export interface FileLock {
  close(): void;
}

/**
 * Takes a lock that the kernel gives back when its process ends, however it ends; null where somebody else
 * has it. The holder of an exclusive lock leaves its process id in the file.
 */
export function tryLock(path: string, kind: 'exclusive' | 'shared' = 'exclusive'): FileLock | null {
  const file = openSync(path, constants.O_RDWR | constants.O_CREAT, 0o600);
  const operation = kind === 'exclusive' ? LOCK_EXCLUSIVE : LOCK_SHARED;
  if (flock(file, operation | DO_NOT_WAIT) !== 0) {
    closeSync(file);
    return null;
  }
  if (kind === 'exclusive') {
    ftruncateSync(file);
    writeSync(file, String(process.pid), 0);
  }
  let open = true;
  return {
    close() {
      if (open) closeSync(file);
      open = false;
    },
  };
}

export function readHolder(path: string): string {
  return readFileSync(path, 'utf8').trim() || 'unknown';
}

function flock(file: number, operation: number): number {
  const libc = dlopen('libc.so.6', { flock: { args: [FFIType.i32, FFIType.i32], returns: FFIType.i32 } });
  try {
    return libc.symbols.flock(file, operation);
  } finally {
    libc.close();
  }
}
