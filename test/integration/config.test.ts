import { afterAll, beforeAll, expect, test } from 'bun:test';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeTestDatabase, type TestDatabase } from '../harness/database.ts';
import { runServer, startServer } from '../harness/server.ts';

let folder: string;
let database: TestDatabase;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-start-'));
  database = await makeTestDatabase();
});
afterAll(async () => {
  await database.close();
  await rm(folder, { recursive: true });
});

/** What the operator reads when the start is given up: one line, and nothing of the program's insides. */
async function sentenceOf(env: Record<string, string>): Promise<string> {
  const run = await runServer({ DATA_DIR: folder, DATABASE_URL: database.url, LOG_LEVEL: 'info', ...env });
  expect(run.exitCode).toBe(1);
  expect(run.stdout).toBe('');
  const told = run.stderr.split('\n').filter((line) => line !== '' && !line.startsWith('{"level":30'));
  expect(told).toHaveLength(1);
  expect(run.stderr).not.toMatch(/\bat .*\.ts:\d+/);
  return told[0] ?? '';
}

test('a wrong setting stops the start with one sentence', async () => {
  expect(await sentenceOf({ REGISTRATION: 'everyone' })).toBe(
    'REGISTRATION must be one of: open, invite, closed.',
  );
  expect(await sentenceOf({ TRUSTED_PROXIES: 'caddy' })).toContain('not "caddy"');
});

test('settings that contradict each other stop the start with one sentence', async () => {
  expect(await sentenceOf({ TLS: 'self-signed', TLS_CERT: '/a', TLS_KEY: '/b' })).toContain('contradict');
});

test('a certificate that cannot be read stops the start', async () => {
  const sentence = await sentenceOf({
    TLS_CERT: join(folder, 'none.pem'),
    TLS_KEY: join(folder, 'none.key'),
  });
  expect(sentence).toContain('TLS_CERT must be a file that can be read');
});

test('a certificate that is none stops the start', async () => {
  await writeFile(join(folder, 'cert.pem'), 'nonsense');
  const sentence = await sentenceOf({
    TLS_CERT: join(folder, 'cert.pem'),
    TLS_KEY: join(folder, 'cert.pem'),
  });
  expect(sentence).toBe('TLS_CERT must be a file with a certificate in PEM form.');
});

test('a port that another program has stops the start', async () => {
  const other = Bun.serve({ port: 0, hostname: '127.0.0.1', fetch: () => new Response('') });
  expect(await sentenceOf({ PORT: String(other.port) })).toBe(
    `Port ${other.port} is taken by another program: stop it, or set PORT to another.`,
  );
  await other.stop(true);
});

test('an address that is not of this machine stops the start', async () => {
  expect(await sentenceOf({ HOST: '203.0.113.1' })).toContain('203.0.113.1');
});

test('a DATA_DIR that cannot be written to stops the start', async () => {
  const file = join(folder, 'a-file');
  await writeFile(file, '');
  expect(await sentenceOf({ DATA_DIR: join(file, 'data') })).toContain(
    `DATA_DIR ${join(file, 'data')} cannot be written to (ENOTDIR)`,
  );
  expect(await sentenceOf({ DATA_DIR: '/proc/parley' })).toContain('cannot be written to');
});

test('a database that does not answer stops the start, and its password is not told', async () => {
  const sentence = await sentenceOf({ DATABASE_URL: 'postgres://parley:hush@127.0.0.1:9/parley' });
  expect(sentence).toBe('The database of DATABASE_URL cannot be used: nothing answers at 127.0.0.1:9.');
});

test('a database that is not there, or keeps this user out, stops the start', async () => {
  const absent = new URL(database.url);
  absent.pathname = '/absent';
  expect(await sentenceOf({ DATABASE_URL: absent.href })).toContain('has no database "absent"');
  const wrong = new URL(database.url);
  wrong.password = 'wrong';
  expect(await sentenceOf({ DATABASE_URL: wrong.href })).toContain('does not let the user');
});

test('a Redis that does not answer stops the start', async () => {
  expect(await sentenceOf({ REDIS_URL: 'redis://127.0.0.1:9' })).toBe(
    'The Redis of REDIS_URL cannot be used: nothing answers at 127.0.0.1:9.',
  );
});

test('a second server on the same DATA_DIR with the embedded database stops, and the first goes on', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'parley-embedded-'));
  const first = await startServer({ dataDir, databaseUrl: '' });
  const run = await runServer({ DATA_DIR: dataDir });
  expect(run.exitCode).toBe(1);
  expect(run.stderr).toContain('Another Parley server');
  expect(run.stderr.trim().split('\n')).toHaveLength(1);
  expect((await fetch(`${first.url}/readyz`)).status).toBe(200);
  expect(await first.stop()).toBe(0);
  await first.close();
  await rm(dataDir, { recursive: true, force: true });
}, 30_000);

test('asked to end, it ends in order with exit code 0', async () => {
  const server = await startServer();
  expect(await server.stop()).toBe(0);
  await expect(fetch(`${server.url}/healthz`)).rejects.toThrow();
  await server.close();
});

test('with TLS=self-signed it serves https, and tells the addresses of the network', async () => {
  const server = await startServer({ env: { TLS: 'self-signed' } });
  expect(server.url).toStartWith('https://127.0.0.1:');
  const answer = await fetch(`${server.url}/healthz`, {
    tls: { ca: await Bun.file(join(server.dataDir, 'tls', 'cert.pem')).text() },
  });
  expect(await answer.text()).toBe('ok\n');
  // A browser that was once told to insist on https could not leave a certificate that changes with the addresses.
  expect(answer.headers.get('strict-transport-security')).toBeNull();
  await server.close();
});
