import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { makeTestDatabase } from './database.ts';

const MAIN = resolve(import.meta.dir, '../../server/main.ts');
const READY = /Parley is ready at (\S+)/;
const READY_TIMEOUT_MS = 30_000;

export interface TestServer {
  readonly url: string;
  readonly pid: number;
  readonly dataDir: string;
  readonly databaseUrl: string;
  /** The token of the owner link that the last start printed; null where there is an owner. */
  readonly ownerToken: string | null;
  /** Everything that the process wrote since the first start, both streams. */
  output(): string;
  /** Ends the process as a power cut would. */
  kill9(): Promise<void>;
  /** Asks it to end, and answers its exit code. */
  stop(): Promise<number>;
  /** Starts it again with the same data, at the same port. */
  restart(env?: Readonly<Record<string, string>>): Promise<void>;
  /** Ends the process and removes its data. */
  close(): Promise<void>;
}

export interface ServerOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Without it the server gets an empty database of its own. */
  readonly databaseUrl?: string;
  readonly dataDir?: string;
  /** Another entry than the program's own, with its arguments. */
  readonly program?: readonly string[];
}

/** The real program in a process of its own, on loopback and a free port; without an SFU unless `env` asks for it. */
export async function startServer(options: ServerOptions = {}): Promise<TestServer> {
  const database = options.databaseUrl === undefined ? await makeTestDatabase() : null;
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'parley-data-'));
  const env = {
    PORT: '0',
    HOST: '127.0.0.1',
    DATA_DIR: dataDir,
    DATABASE_URL: options.databaseUrl ?? database?.url ?? '',
    MEDIA_WORKERS: '0',
    ...options.env,
  };
  const server = new ServerProcess(env, options.program);
  const close = async () => {
    await server.kill9();
    await database?.close();
    if (options.dataDir === undefined) rmSync(dataDir, { recursive: true, force: true });
  };
  try {
    await server.start();
  } catch (error) {
    await close();
    throw error;
  }
  return Object.assign(server, { close });
}

/** For starts that are meant to fail: ends by itself, and tells how. */
export async function runServer(env: Readonly<Record<string, string>>) {
  const child = spawn({ PORT: '0', HOST: '127.0.0.1', MEDIA_WORKERS: '0', ...env });
  const timer = setTimeout(() => child.kill('SIGKILL'), READY_TIMEOUT_MS);
  const [exitCode, stdout, stderr] = await Promise.all([
    child.exited,
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
  ]);
  clearTimeout(timer);
  return { exitCode, stdout, stderr };
}

type Child = Bun.Subprocess<'ignore', 'pipe', 'pipe'>;

class ServerProcess {
  readonly #env: Record<string, string>;
  readonly #program: readonly string[];
  #child: Child | null = null;
  #output = '';
  #url = '';

  constructor(env: Record<string, string>, program: readonly string[] = [MAIN]) {
    this.#env = env;
    this.#program = program;
  }

  get url(): string {
    return this.#url;
  }
  get pid(): number {
    return this.#child?.pid ?? 0;
  }
  get dataDir(): string {
    return this.#env['DATA_DIR'] ?? '';
  }
  get databaseUrl(): string {
    return this.#env['DATABASE_URL'] ?? '';
  }
  get ownerToken(): string | null {
    const links = [...this.#output.matchAll(/first account, the owner's: \S+\/join\/(\S+)/g)];
    return links.at(-1)?.[1] ?? null;
  }

  output(): string {
    return this.#output;
  }

  async start(): Promise<void> {
    const child = spawn(this.#env, this.#program);
    this.#child = child;
    const { promise: ready, resolve: found } = Promise.withResolvers<string>();
    const from = this.#output.length;
    const collect = async (stream: ReadableStream<Uint8Array>) => {
      const decoder = new TextDecoder();
      for await (const chunk of stream) {
        this.#output += decoder.decode(chunk, { stream: true });
        // The owner link is written in the same breath.
        const line = READY.exec(this.#output.slice(from));
        if (line?.[1]) found(line[1]);
      }
    };
    void collect(child.stdout);
    void collect(child.stderr);
    this.#url = await orFailure(ready, child, () => this.#output);
    this.#env['PORT'] = new URL(this.#url).port;
  }

  async restart(env: Readonly<Record<string, string>> = {}): Promise<void> {
    Object.assign(this.#env, env);
    await this.stop();
    await this.start();
  }

  async kill9(): Promise<void> {
    this.#child?.kill('SIGKILL');
    await this.#child?.exited;
  }

  async stop(): Promise<number> {
    this.#child?.kill('SIGTERM');
    return (await this.#child?.exited) ?? 0;
  }
}

function spawn(env: Readonly<Record<string, string>>, program: readonly string[] = [MAIN]): Child {
  return Bun.spawn([process.execPath, ...program], {
    env: { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', LOG_LEVEL: 'warn', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** A child that ends, or says nothing in time, failed to start. */
async function orFailure(ready: Promise<string>, child: Child, output: () => string): Promise<string> {
  const timer = setTimeout(() => child.kill('SIGKILL'), READY_TIMEOUT_MS);
  const ended = child.exited.then((code) => {
    throw new Error(`the server did not start (${code}): ${output()}`);
  });
  ended.catch(() => undefined);
  try {
    return await Promise.race([ready, ended]);
  } finally {
    clearTimeout(timer);
  }
}
