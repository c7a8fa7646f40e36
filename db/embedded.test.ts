import { afterAll, afterEach, beforeAll, expect, test } from 'bun:test';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import postgres from 'postgres';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded.ts';

const root = mkdtempSync(join(tmpdir(), 'parley-embedded-'));
const dataDir = join(root, 'data');
const pidFile = join(dataDir, 'postgres/data/postmaster.pid');
let lines: string[] = [];
let running: EmbeddedPostgres | undefined;

beforeAll(() => chmodSync(root, 0o755));
afterEach(async () => {
  await running?.close();
  running = undefined;
  lines = [];
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

test('the first start sets a database up, and the second finds what was written', async () => {
  running = await start();
  await query('create table notes (body text)');
  await query("insert into notes values ('hello')");
  await running.close();
  await running.close();
  expect(existsSync(pidFile)).toBe(false);

  running = await start();
  expect(await query('select body from notes')).toEqual([{ body: 'hello' }]);
  expect(await query('show synchronous_commit')).toEqual([{ synchronous_commit: 'on' }]);
  expect(statSync(join(dataDir, 'postgres/password')).mode & 0o777).toBe(0o600);
});

test('a second server on the same DATA_DIR is refused with a sentence that names the first', async () => {
  running = await start();
  await expect(start()).rejects.toThrow(
    `Another Parley server (process ${process.pid}) uses DATA_DIR ${dataDir}; stop it, or give this one a DATA_DIR of its own.`,
  );
  expect(await query('select 1 as one')).toEqual([{ one: 1 }]);
});

test('after its owner was killed, the postmaster is adopted with everything in it', async () => {
  const owner = await startOwner();
  const orphan = readPid();
  owner.kill('SIGKILL');
  await owner.exited;
  expect(readPid()).toBe(orphan);

  running = await start();
  expect(readPid()).toBe(orphan);
  expect(lines).toContain(`PostgreSQL was still running (process ${orphan}) and is taken over`);
  expect(await query('select body from notes')).toEqual([{ body: 'hello' }]);
  await running.close();
  expect(existsSync(pidFile)).toBe(false);
});

test('a postmaster that dies is started again on the same port', async () => {
  running = await start();
  const [first, url] = [readPid(), running.url];
  process.kill(first, 'SIGKILL');
  await until(
    () => existsSync(pidFile) && readPid() !== first && lines.some((line) => line.includes('is back')),
  );
  expect(running.url).toBe(url);
  expect(await query('select body from notes')).toEqual([{ body: 'hello' }]);
});

test('an adopted postmaster that dies is started again too', async () => {
  const owner = await startOwner();
  owner.kill('SIGKILL');
  await owner.exited;
  running = await start();
  const adopted = readPid();
  process.kill(adopted, 'SIGKILL');
  await until(() => lines.some((line) => line.includes('is back')));
  expect(readPid()).not.toBe(adopted);
  expect(await query('select body from notes')).toEqual([{ body: 'hello' }]);
});

test('a stale pid file that names another living process is no hindrance', async () => {
  writeFileSync(pidFile, `${process.pid}\n${dataDir}/postgres/data\n0\n5432\n\n127.0.0.1\n0\nready\n`);
  running = await start();
  expect(readPid()).not.toBe(process.pid);
});

test('a DATA_DIR that cannot be written to is refused with one sentence', async () => {
  const file = join(root, 'a-file');
  writeFileSync(file, '');
  await expect(startEmbeddedPostgres({ dataDir: join(file, 'data'), log: () => undefined })).rejects.toThrow(
    `DATA_DIR ${join(file, 'data')} cannot be written to`,
  );
});

test.if(process.getuid?.() === 0)(
  'below a closed folder, root keeps the database where PostgreSQL can reach it',
  async () => {
    const closed = join(root, 'closed');
    mkdirSync(closed, { mode: 0o700 });
    const options = { dataDir: join(closed, 'data'), log: (line: string) => lines.push(line) };
    running = await startEmbeddedPostgres(options);
    await query('create table notes (body text)');
    await running.close();
    const elsewhere = readFileSync(join(closed, 'data/postgres.location'), 'utf8').trim();
    expect(elsewhere).toStartWith('/var/lib/parley/');
    expect(lines.some((line) => line.includes(elsewhere))).toBe(true);

    running = await startEmbeddedPostgres(options);
    expect(await query('select body from notes')).toEqual([]);
    await running.close();
    rmSync(elsewhere, { recursive: true, force: true });
  },
);

function start(): Promise<EmbeddedPostgres> {
  return startEmbeddedPostgres({ dataDir, log: (line) => lines.push(line) });
}

async function startOwner(): Promise<Bun.Subprocess<'ignore', 'pipe', 'inherit'>> {
  const script = `
    const { startEmbeddedPostgres } = await import(${JSON.stringify(join(import.meta.dir, 'embedded.ts'))});
    await startEmbeddedPostgres({ dataDir: ${JSON.stringify(dataDir)}, log() {} });
    console.log('up');
    setInterval(() => {}, 1000);`;
  const owner = Bun.spawn([process.execPath, '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  const { value } = await owner.stdout.getReader().read();
  expect(new TextDecoder().decode(value)).toBe('up\n');
  return owner;
}

async function query(text: string): Promise<unknown[]> {
  const sql = postgres(running?.url ?? '', { max: 1 });
  try {
    return [...(await sql.unsafe(text))];
  } finally {
    await sql.end();
  }
}

function readPid(): number {
  return Number(readFileSync(pidFile, 'utf8').split('\n')[0]);
}

async function until(condition: () => boolean): Promise<void> {
  for (let tries = 0; tries < 1000; tries++) {
    if (condition()) return;
    await Bun.sleep(10);
  }
  throw new Error(`It did not come about; logged: ${lines.join(' | ')}`);
}
