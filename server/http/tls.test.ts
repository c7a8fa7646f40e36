import { afterEach, beforeEach, expect, test } from 'bun:test';
import { X509Certificate } from 'node:crypto';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { selfSigned } from './tls.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-tls-'));
});
afterEach(() => rm(folder, { recursive: true }));

test('the certificate is made once and kept while the addresses stay', async () => {
  const first = await selfSigned(folder, ['localhost', '192.0.2.4', '::1']);
  const second = await selfSigned(folder, ['localhost', '192.0.2.4', '::1']);
  expect(second.cert).toBe(first.cert);
  const certificate = new X509Certificate(first.cert);
  expect(certificate.checkIP('192.0.2.4')).toBe('192.0.2.4');
  expect(certificate.checkHost('localhost')).toBe('localhost');
  expect((await stat(join(folder, 'key.pem'))).mode & 0o777).toBe(0o600);
});

test('a new address gets a new certificate', async () => {
  const first = await selfSigned(folder, ['localhost']);
  const second = await selfSigned(folder, ['localhost', '192.0.2.4']);
  expect(second.cert).not.toBe(first.cert);
});

test('a damaged certificate is replaced', async () => {
  const first = await selfSigned(folder, ['localhost']);
  await Bun.write(join(folder, 'cert.pem'), 'nonsense');
  expect((await selfSigned(folder, ['localhost'])).cert).not.toBe(first.cert);
});

test('a browser that trusts the certificate is served over it', async () => {
  const tls = await selfSigned(folder, ['localhost', '127.0.0.1']);
  const server = Bun.serve({ port: 0, hostname: '127.0.0.1', tls, fetch: () => new Response('hello') });
  const answer = await fetch(`https://127.0.0.1:${server.port}/`, { tls: { ca: tls.cert } });
  expect(await answer.text()).toBe('hello');
  await server.stop(true);
});
