import { beforeEach, expect, test } from 'bun:test';
import { type Shell, ShellCache } from './shell-cache.ts';

const ORIGIN = 'https://parley.example';

/** Caches by name, each in the order in which it was made. */
class FakeCaches {
  readonly stores = new Map<string, Map<string, Response>>();
  async open(name: string) {
    const store = this.stores.get(name) ?? new Map<string, Response>();
    this.stores.set(name, store);
    return {
      put: async (file: string, answer: Response) => void store.set(path(file), answer),
      match: async (file: string) => store.get(path(file))?.clone(),
    };
  }
  keys = async () => [...this.stores.keys()];
  delete = async (name: string) => this.stores.delete(name);
  async match(file: string) {
    for (const store of this.stores.values())
      if (store.has(path(file))) return store.get(path(file))?.clone();
    return undefined;
  }
}
const path = (file: string) => new URL(file, ORIGIN).pathname;

let caches: FakeCaches;
let asked: string[];
let answer: (file: string) => Response;
beforeEach(() => {
  [caches, asked] = [new FakeCaches(), []];
  answer = (file) => new Response(`new ${file}`);
});

function shellOf(version: string, ...assets: string[]): ShellCache {
  const shell: Shell = { version, files: ['/', '/theme.js', ...assets] };
  const fetch = async (request: Request | string) => {
    const file = path(typeof request === 'string' ? request : request.url);
    asked.push(file);
    return answer(file);
  };
  return new ShellCache(shell, { caches: caches as unknown as CacheStorage, fetch, origin: ORIGIN });
}
const get = (file: string, mode = 'cors', method = 'GET') =>
  ({ url: new URL(file, ORIGIN).href, mode, method }) as Request;
const none = Promise.resolve(undefined);
const text = async (shell: ShellCache, request: Request) => (await shell.answer(request, none))?.text();
const away = () => {
  throw new TypeError('The server is away.');
};

test('a place within the page comes from the server while that is there, and is the kept page when it is not', async () => {
  const shell = shellOf('1', '/assets/a.js');
  await shell.fill();
  answer = () => new Response('newer page');
  expect(await text(shell, get('/c/42', 'navigate'))).toBe('newer page');
  answer = away;
  expect(await text(shell, get('/c/42', 'navigate'))).toBe('new /');
  expect(await text(shell, get('/assets/a.js'))).toBe('new /assets/a.js');
  expect(await text(shell, get('/theme.js'))).toBe('new /theme.js');
  answer = () => new Response('bad gateway', { status: 502 });
  expect(await text(shell, get('/', 'navigate'))).toBe('new /');
});

test('nothing that the server says about people is touched or kept', async () => {
  const shell = shellOf('1');
  for (const file of [
    '/trpc/auth.me',
    '/files/1',
    '/files/upload',
    '/ws',
    '/readyz',
    '/calls/leave',
    '/other.txt',
  ]) {
    expect(shell.answer(get(file), none)).toBeNull();
  }
  expect(shell.answer(get('/files/1', 'navigate'), none)).toBeNull();
  expect(shell.answer(get('/', 'navigate', 'POST'), none)).toBeNull();
  expect(shell.answer({ ...get('/'), url: 'https://elsewhere.example/' } as Request, none)).toBeNull();
  expect(caches.stores.size).toBe(0);
});

test('a new version fetches what changed only, and leaves the version before for open pages', async () => {
  await shellOf('1', '/assets/a.js', '/assets/b.js').fill();
  asked = [];
  const second = shellOf('2', '/assets/a.js', '/assets/c.js');
  await second.fill();
  await second.dropOld();
  expect(asked.toSorted()).toEqual(['/', '/assets/c.js', '/theme.js']);
  answer = away;
  expect(await text(second, get('/assets/b.js'))).toBe('new /assets/b.js');
  answer = (file) => new Response(`new ${file}`);
  const third = shellOf('3');
  await third.fill();
  await third.dropOld();
  expect([...caches.stores.keys()]).toEqual(['parley-shell-2', 'parley-shell-3']);
});

test('a part that cannot be fetched keeps a new version from being taken', async () => {
  answer = (file) => new Response('', { status: file === '/assets/a.js' ? 404 : 200 });
  expect(shellOf('1', '/assets/a.js').fill()).rejects.toThrow('/assets/a.js');
});

test('a part that was not fetched ahead is kept from its first use on', async () => {
  const shell = shellOf('1');
  await text(shell, get('/assets/font.woff2'));
  answer = away;
  expect(await text(shell, get('/assets/font.woff2'))).toBe('new /assets/font.woff2');
});
