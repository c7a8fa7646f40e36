/** What the page is made of, as the build lists it. */
export interface Shell {
  /** Another for every build that differs. */
  readonly version: string;
  /** Addresses; `/` is the page itself. */
  readonly files: readonly string[];
}

const PREFIX = 'parley-shell-';
/** Pages of the version before may still be open, and load more of themselves. */
const KEPT = 2;
/** A server that does not answer is as good as none. */
const PATIENCE_MS = 3_000;
/** What the server says itself; nothing of it is ever kept. */
const SERVER_OWNED = /^\/(trpc|files|ws|calls\/leave|healthz|readyz|metrics)(\/|$)/;
const HASHED = /^\/assets\//;

interface World {
  readonly caches: CacheStorage;
  readonly fetch: (request: Request | string, init?: RequestInit) => Promise<Response>;
  readonly origin: string;
}

/**
 * The page without its server: the page itself comes from the network as long as that answers, so that a new version is
 * taken with the next load; its parts, named by their content, come from here.
 */
export class ShellCache {
  readonly #shell: Shell;
  readonly #world: World;

  constructor(shell: Shell, world: World) {
    this.#shell = shell;
    this.#world = world;
  }

  async fill(): Promise<void> {
    const cache = await this.#open();
    await Promise.all(this.#shell.files.map((file) => this.#take(cache, file)));
  }

  async dropOld(): Promise<void> {
    const { caches } = this.#world;
    const mine = (await caches.keys()).filter((name) => name.startsWith(PREFIX));
    const old = mine.filter((name) => name !== this.#name).slice(0, Math.max(0, mine.length - KEPT));
    await Promise.all(old.map((name) => caches.delete(name)));
  }

  /** null: none of its business. */
  answer(request: Request, preload: Promise<Response | undefined>): Promise<Response> | null {
    const { origin, pathname } = new URL(request.url);
    if (request.method !== 'GET' || origin !== this.#world.origin || SERVER_OWNED.test(pathname)) return null;
    if (request.mode === 'navigate') return this.#freshOr('/', request, preload);
    if (HASHED.test(pathname)) return this.#keptOr(request);
    return this.#shell.files.includes(pathname) ? this.#freshOr(pathname, request) : null;
  }

  get #name(): string {
    return PREFIX + this.#shell.version;
  }

  #open(): Promise<Cache> {
    return this.#world.caches.open(this.#name);
  }

  async #take(cache: Cache, file: string): Promise<void> {
    const kept = HASHED.test(file) ? await this.#world.caches.match(file) : undefined;
    const answer = kept ?? (await this.#world.fetch(file, { cache: 'reload' }));
    if (!answer.ok) throw new Error(`${file} could not be fetched: ${answer.status}`);
    await cache.put(file, answer);
  }

  async #keptOr(request: Request): Promise<Response> {
    const kept = await this.#world.caches.match(request.url);
    if (kept) return kept;
    const answer = await this.#world.fetch(request);
    if (answer.ok && answer.status === 200) await (await this.#open()).put(request.url, answer.clone());
    return answer;
  }

  /** A proxy whose server is away answers too, but not with the page. */
  async #freshOr(file: string, request: Request, preload?: Promise<Response | undefined>): Promise<Response> {
    const fetched = this.#fetched(request, preload);
    const answer = await Promise.race([fetched, later(PATIENCE_MS)]).catch(() => null);
    if (answer && answer.status < 500) return answer;
    const kept = await (await this.#open()).match(file);
    return kept ?? fetched;
  }

  async #fetched(request: Request, preload?: Promise<Response | undefined>): Promise<Response> {
    return (await preload) ?? this.#world.fetch(request);
  }
}

function later(ms: number): Promise<null> {
  return new Promise((resolve) => setTimeout(() => resolve(null), ms));
}
