import type { Cluster } from './cluster.ts';
import { adoptPostmaster, findFreePort, launchPostmaster, type Postmaster } from './postmaster.ts';
import { settles } from './settles.ts';

const FIRST_BACKOFF_MS = 200;
const LONGEST_BACKOFF_MS = 10_000;
const PORT_ATTEMPTS = 3;

export interface SupervisorOptions {
  readonly cluster: Cluster;
  readonly settings: Readonly<Record<string, string>>;
  readonly log: (line: string) => void;
}

export interface Supervisor {
  readonly port: number;
  close(): Promise<void>;
}

/** Keeps one postmaster running on one port until closed. Throws if it cannot be started the first time. */
export async function makeSupervisor(options: SupervisorOptions): Promise<Supervisor> {
  const first = (await adopt(options)) ?? (await launchOnFreePort(options));
  return new PostmasterSupervisor(first, options);
}

class PostmasterSupervisor implements Supervisor {
  readonly port: number;
  readonly #options: SupervisorOptions;
  readonly #closing = Promise.withResolvers<void>();
  readonly #running: Promise<void>;
  #closed = false;

  constructor(first: Postmaster, options: SupervisorOptions) {
    this.port = first.port;
    this.#options = options;
    this.#running = this.#keepRunning(first);
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#closing.resolve();
    await this.#running;
  }

  async #keepRunning(first: Postmaster): Promise<void> {
    let postmaster: Postmaster | null = first;
    while (postmaster) {
      await Promise.race([postmaster.ended, this.#closing.promise]);
      if (this.#closed) return await postmaster.stop();
      this.#options.log('PostgreSQL ended by itself and is started again');
      postmaster = await this.#restart();
    }
  }

  async #restart(): Promise<Postmaster | null> {
    const { cluster, settings, log } = this.#options;
    let backoff = FIRST_BACKOFF_MS;
    while (!this.#closed) {
      try {
        const postmaster = await launchPostmaster(cluster, { port: this.port, settings });
        log(`PostgreSQL is back (process ${postmaster.pid})`);
        return postmaster;
      } catch (error) {
        log(`${error instanceof Error ? error.message : String(error)}; next attempt in ${backoff} ms`);
      }
      await settles(this.#closing.promise, backoff);
      backoff = Math.min(backoff * 2, LONGEST_BACKOFF_MS);
    }
    return null;
  }
}

async function adopt({ cluster, log }: SupervisorOptions): Promise<Postmaster | null> {
  const orphan = await adoptPostmaster(cluster);
  if (orphan) log(`PostgreSQL was still running (process ${orphan.pid}) and is taken over`);
  return orphan;
}

async function launchOnFreePort({ cluster, settings }: SupervisorOptions): Promise<Postmaster> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await launchPostmaster(cluster, { port: findFreePort(), settings });
    } catch (error) {
      if (attempt === PORT_ATTEMPTS) throw error;
    }
  }
}
