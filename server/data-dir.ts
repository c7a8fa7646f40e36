import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigError } from './config.ts';

/** Throws one sentence where files cannot be kept there. */
export async function checkDataDir(path: string): Promise<void> {
  const probe = join(path, `.probe-${process.pid}`);
  try {
    await mkdir(path, { recursive: true });
    await writeFile(probe, '');
    await rm(probe);
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? ` (${error.code})` : '';
    throw new ConfigError(
      `DATA_DIR ${path} cannot be written to${reason}: give it to this user, or set DATA_DIR to another folder.`,
      { cause: error },
    );
  }
}
