import { createHash } from 'node:crypto';
import type { RedisClient } from './redis-client.ts';

/** One step for everybody else. */
export interface RedisScript {
  readonly source: string;
  readonly digest: string;
}

export function createScript(source: string): RedisScript {
  return { source, digest: createHash('sha1').update(source).digest('hex') };
}

/** By its digest; in full where this Redis has not seen it. */
export async function runScript(
  client: RedisClient,
  { source, digest }: RedisScript,
  args: readonly string[],
): Promise<unknown> {
  const options = { arguments: [...args] };
  try {
    return await client.evalSha(digest, options);
  } catch (error) {
    const isUnknown = error instanceof Error && error.message.startsWith('NOSCRIPT');
    if (!isUnknown) throw error;
    return client.eval(source, options);
  }
}
