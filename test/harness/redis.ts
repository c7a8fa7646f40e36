import { findFreePort } from '../../db/embedded/postmaster.ts';

export interface TestRedis {
  readonly url: string;
  /** As if it crashed: nothing is said to clients. */
  kill(): Promise<void>;
  /** On the same port, after `kill`. */
  start(): Promise<void>;
  close(): Promise<void>;
}

/** A real Redis on a free loopback port, without persistence. */
export async function makeTestRedis(): Promise<TestRedis> {
  const port = findFreePort();
  let running = await launch(port);
  const kill = async () => {
    running.kill('SIGKILL');
    await running.exited;
  };
  return {
    url: `redis://127.0.0.1:${port}`,
    kill,
    start: async () => {
      running = await launch(port);
    },
    close: kill,
  };
}

async function launch(port: number): Promise<Bun.Subprocess> {
  const options = ['--port', `${port}`, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
  const redis = Bun.spawn(['redis-server', ...options], { stdio: ['ignore', 'pipe', 'ignore'] });
  for await (const chunk of redis.stdout.pipeThrough(new TextDecoderStream())) {
    if (chunk.includes('Ready to accept connections')) return redis;
  }
  throw new Error('redis-server did not start');
}
