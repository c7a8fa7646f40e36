import { afterAll, beforeAll, expect, test } from 'bun:test';
import { signUp } from '../harness/client.ts';
import { startServer, type TestServer } from '../harness/server.ts';

let server: TestServer;

beforeAll(async () => {
  server = await startServer({ env: { METRICS_TOKEN: 'hush', TRUSTED_PROXIES: '127.0.0.1' } });
});
afterAll(() => server.close());

test('readiness tells each part, and why media is not there; that alone sends nobody away', async () => {
  const answer = await fetch(`${server.url}/readyz`);
  expect(answer.status).toBe(200);
  expect(await answer.json()).toMatchObject({
    ready: true,
    database: 'ok',
    bus: 'ok',
    files: 'ok',
    media: { state: 'unavailable', reason: expect.stringContaining('MEDIA_WORKERS') },
  });
});

test('metrics are read on this machine, and from elsewhere with the token', async () => {
  await signUp(server, 'Alice');
  const local = await (await fetch(`${server.url}/metrics`)).text();
  expect(local).toMatch(/parley_http_requests_total\{area="trpc",status="2xx"\} [1-9]/);
  for (const name of [
    'parley_people_online',
    'parley_calls',
    'parley_sfu_bytes_total',
    'parley_event_loop_lag_seconds',
  ]) {
    expect(local).toMatch(new RegExp(`^${name} \\d`, 'm'));
  }
  const from = (headers: Record<string, string>) =>
    fetch(`${server.url}/metrics`, { headers: { 'x-forwarded-for': '203.0.113.1', ...headers } });
  expect((await from({})).status).toBe(403);
  expect((await from({ authorization: 'Bearer husH' })).status).toBe(403);
  expect((await from({ authorization: 'Bearer hush' })).status).toBe(200);
});
