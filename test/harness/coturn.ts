import { mkdtempSync, rmSync } from 'node:fs';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { findFreePort } from '../../db/embedded/postmaster.ts';

const SHIPPED = resolve(import.meta.dir, '../../deploy/coturn/turnserver.conf');
const READY_TIMEOUT_MS = 10_000;
const RELAY_PORTS = 200;

export interface TestCoturn {
  readonly port: number;
  readonly secret: string;
  /** What TURN_URLS takes. */
  readonly urls: string;
  /** Of these, the one. */
  urlOf(transport: 'udp' | 'tcp'): string;
  /** Everything that it wrote. */
  output(): string;
  close(): Promise<void>;
}

/**
 * A real coturn on loopback with the configuration that Parley ships: what follows it gives the ports, the addresses and the secret of this test, as
 * a deployment would, and `more` comes last.
 */
export async function startCoturn(more: readonly string[] = []): Promise<TestCoturn> {
  const folder = mkdtempSync(join(tmpdir(), 'parley-coturn-'));
  const port = findFreePort();
  const secret = crypto.randomUUID();
  const config = [await Bun.file(SHIPPED).text(), ...ownLines({ folder, port, secret }), ...more].join('\n');
  await Bun.write(join(folder, 'turnserver.conf'), config);
  const child = Bun.spawn(['turnserver', '-c', join(folder, 'turnserver.conf')], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const collect = async (stream: ReadableStream<Uint8Array>) => {
    const decoder = new TextDecoder();
    for await (const chunk of stream) output += decoder.decode(chunk, { stream: true });
  };
  void collect(child.stdout);
  void collect(child.stderr);
  const close = async () => {
    child.kill('SIGKILL');
    await child.exited;
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await untilItListens(port, child);
  } catch (error) {
    await close();
    throw new Error(`turnserver did not start: ${output}`, { cause: error });
  }
  const urlOf = (transport: 'udp' | 'tcp') => `turn:127.0.0.1:${port}?transport=${transport}`;
  return {
    port,
    secret,
    urls: `${urlOf('udp')},${urlOf('tcp')}`,
    urlOf,
    output: () => output,
    close,
  };
}

function ownLines({ folder, port, secret }: { folder: string; port: number; secret: string }): string[] {
  // Below the ports that the system and the tests of the SFU choose from.
  const firstRelay = 12_000 + Math.floor(Math.random() * 18_000);
  return [
    'realm=localhost',
    `static-auth-secret=${secret}`,
    `listening-port=${port}`,
    'listening-ip=127.0.0.1',
    'relay-ip=127.0.0.1',
    'relay-ip=::1',
    `min-port=${firstRelay}`,
    `max-port=${firstRelay + RELAY_PORTS}`,
    'relay-threads=1',
    `pidfile=${join(folder, 'pid')}`,
    `userdb=${join(folder, 'users')}`,
  ];
}

async function untilItListens(port: number, child: Bun.Subprocess): Promise<void> {
  const deadline = performance.now() + READY_TIMEOUT_MS;
  while (!(await accepts(port))) {
    if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}`);
    if (performance.now() > deadline) throw new Error('it does not listen');
    await Bun.sleep(50);
  }
}

function accepts(port: number): Promise<boolean> {
  const { promise, resolve: answer } = Promise.withResolvers<boolean>();
  const socket = createConnection({ host: '127.0.0.1', port });
  socket.once('connect', () => answer(true));
  socket.once('error', () => answer(false));
  return promise.finally(() => socket.destroy());
}
