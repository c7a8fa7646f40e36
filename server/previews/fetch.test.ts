import { afterAll, expect, test } from 'bun:test';
import { type FetchInput, fetchPublic } from './fetch.ts';
import { type Gate, publicInternet } from './gate.ts';
import { isPublicAddress } from './public-address.ts';

const servers: { stop(force?: boolean): unknown }[] = [];
afterAll(() => servers.map((server) => server.stop(true)));

type Answer = (request: Request) => Response | Promise<Response>;
function serve(answer: Answer, hostname = '127.0.0.1', port = 0) {
  const server = Bun.serve({ port, hostname, idleTimeout: 30, fetch: answer });
  servers.push(server);
  return { port: server.port ?? 0, url: new URL(`http://${hostname}:${server.port}/`) };
}

/** Open to servers of the test: at 127.0.0.1 and nowhere else. */
function open(names: Record<string, string[][]> = {}): Gate & { asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    mayReach: (address) => address === '127.0.0.1' || isPublicAddress(address),
    mayUsePort: () => true,
    resolve: async (host) => {
      asked.push(host);
      const answers = names[host] ?? [];
      return (answers.length > 1 ? answers.shift() : answers[0]) ?? [];
    },
  };
}

function get(address: string | URL, gate: Gate, options: Partial<FetchInput> = {}) {
  const html = (type: string) => (type.startsWith('text/html') ? 100_000 : null);
  const signal = AbortSignal.timeout(5_000);
  return fetchPublic(new URL(address), { gate, accept: 'text/html', limitFor: html, signal, ...options });
}

const HTML = { headers: { 'content-type': 'text/html' } };
const refusal = (work: Promise<unknown>) =>
  work.then(
    () => 'it was fetched',
    (error: Error) => `${error.name}: ${error.message}`,
  );

test('a page is fetched by its name from the address that was checked, with an honest name of our own', async () => {
  const { port } = serve((request) => new Response(JSON.stringify(request.headers), HTML));
  const gate = open({ 'site.test': [['127.0.0.1']] });
  const { body, url } = await get(`http://site.test:${port}/a?b`, gate);
  const headers = JSON.parse(new TextDecoder().decode(body)) as Record<string, string>;
  expect(headers).toMatchObject({ host: `site.test:${port}`, 'accept-encoding': 'identity' });
  expect(headers['user-agent']).toStartWith('Parley');
  expect(headers).not.toHaveProperty('cookie');
  expect(url.href).toBe(`http://site.test:${port}/a?b`);
  expect(gate.asked).toEqual(['site.test']);
});

test.each([
  'http://127.0.0.1/',
  'http://127.1/',
  'http://2130706433/',
  'http://0x7f000001/',
  'http://0177.0.0.1/',
  'http://0/',
  'http://①②⑦.⓪.⓪.①/',
  'http://localhost/',
  'http://10.0.0.1/',
  'http://169.254.169.254/latest/meta-data/',
  'http://[::1]/',
  'http://[::]/',
  'http://[::ffff:127.0.0.1]/',
  'http://[64:ff9b::127.0.0.1]/',
  'http://[2002:7f00:1::]/',
  'http://[fd00::1]/',
  'https://192.168.0.1/',
])('the public internet does not reach %s', async (address) => {
  expect(await refusal(get(address, publicInternet))).toBe('Unfit: not a public address');
});

test.each([
  ['http://1.1.1.1:22/', 'a port of its own'],
  ['http://1.1.1.1:8080/', 'a port of its own'],
  ['https://1.1.1.1:80/', 'a port of its own'],
  ['http://alice@1.1.1.1/', 'credentials in the address'],
  ['http://alice:secret@1.1.1.1/', 'credentials in the address'],
  ['ftp://1.1.1.1/', 'neither http nor https'],
  ['file:///etc/passwd', 'neither http nor https'],
  ['data:text/html,x', 'neither http nor https'],
])('%s is refused: %s', async (address, reason) => {
  expect(await refusal(get(address, publicInternet))).toBe(`Unfit: ${reason}`);
});

test('one private address among those of a name is enough to refuse it', async () => {
  const gate = { ...publicInternet, resolve: async () => ['1.1.1.1', '10.0.0.1'] };
  expect(await refusal(get('http://mixed.test/', gate))).toBe('Unfit: not a public address');
});

test('a name that changes its address between the look and the connection leads nowhere else', async () => {
  let secrets = 0;
  const { port } = serve(() => new Response('the page', HTML));
  serve(
    () => {
      secrets += 1;
      return new Response('secret', HTML);
    },
    '127.0.0.2',
    port,
  );
  const gate = open({ 'rebinding.test': [['127.0.0.1'], ['127.0.0.2']] });
  const first = await get(`http://rebinding.test:${port}/`, gate);
  expect(new TextDecoder().decode(first.body)).toBe('the page');
  expect(await refusal(get(`http://rebinding.test:${port}/`, gate))).toBe('Unfit: not a public address');
  expect(gate.asked).toHaveLength(2);
  expect(secrets).toBe(0);
});

test('every redirect is checked anew: to another address, port, scheme, or with a name of two faces', async () => {
  const to = (location: string) =>
    serve(() => new Response(null, { status: 302, headers: { location } })).url;
  const refused = 'Unfit: not a public address';
  const gate = { ...open({ 'inner.test': [['10.0.0.8']] }), mayUsePort: (port: string) => port !== '22' };
  expect(await refusal(get(to('http://192.168.0.1/'), gate))).toBe(refused);
  expect(await refusal(get(to('http://inner.test/'), gate))).toBe(refused);
  expect(await refusal(get(to('//[::1]/'), gate))).toBe(refused);
  expect(await refusal(get(to('http://1.1.1.1:22/'), gate))).toBe('Unfit: a port of its own');
  expect(await refusal(get(to('file:///etc/passwd'), gate))).toBe('Unfit: neither http nor https');
  expect(await refusal(get(to('http://['), gate))).toBe('Unfit: a redirect to nowhere');
  const twice = to(to('http://169.254.169.254/').href);
  expect(await refusal(get(twice, gate))).toBe(refused);
});

test('four redirects are followed, a fifth is not', async () => {
  const { url } = serve((request) => {
    const left = Number(new URL(request.url).searchParams.get('left'));
    if (left === 0) return new Response('there', HTML);
    return new Response(null, { status: 307, headers: { location: `/?left=${left - 1}` } });
  });
  expect((await get(`${url}?left=4`, open())).body.length).toBe(5);
  expect(await refusal(get(`${url}?left=5`, open()))).toBe('Unfit: too many redirects');
});

test('an endless body is read up to the limit and no further', async () => {
  let given = 0;
  const { url } = serve(() => {
    const pull = async (controller: ReadableStreamDefaultController<Uint8Array>) => {
      given += 65_536;
      controller.enqueue(new Uint8Array(65_536).fill(97));
      await Bun.sleep(1);
    };
    return new Response(new ReadableStream({ pull }), HTML);
  });
  const { body, isCut } = await get(url, open());
  expect([body.length, isCut]).toEqual([100_000, true]);
  expect(given).toBeLessThan(50 * 1024 * 1024);
});

test.each(['body', 'head'])('a server that drips its %s is given up', async (what) => {
  const drip = async (controller: ReadableStreamDefaultController<Uint8Array>) => {
    controller.enqueue(new Uint8Array([97]));
    await Bun.sleep(20);
  };
  const { url } = serve(async () => {
    if (what === 'head') await Bun.sleep(10_000);
    return new Response(new ReadableStream({ pull: drip }), HTML);
  });
  const answer = await refusal(get(url, open(), { signal: AbortSignal.timeout(300) }));
  expect(answer).toStartWith('Unfit: ');
});

test('a name server that does not answer is not waited for', async () => {
  const gate: Gate = { ...open(), resolve: () => new Promise<string[]>(() => {}) };
  const answer = await refusal(get('http://slow.test/', gate, { signal: AbortSignal.timeout(50) }));
  expect(answer).toBe('Unfit: too slow');
});

test('a packed body is unpacked up to the limit, whatever it would grow to', async () => {
  const bomb = Bun.gzipSync(new Uint8Array(256 * 1024 * 1024).fill(97));
  const { url } = serve((request) => {
    const encoding = new URL(request.url).searchParams.get('as') ?? 'gzip';
    return new Response(bomb, { headers: { 'content-type': 'text/html', 'content-encoding': encoding } });
  });
  const before = process.memoryUsage().rss;
  const { body, isCut } = await get(url, open());
  expect([body.length, isCut]).toEqual([100_000, true]);
  expect(process.memoryUsage().rss - before).toBeLessThan(128 * 1024 * 1024);
  expect(await refusal(get(`${url}?as=zstd`, open()))).toBe('Unfit: an unknown encoding');
  expect(await refusal(get(`${url}?as=br`, open()))).toBe('Unfit: a body that breaks off');
});

test('other types and other answers are not read', async () => {
  const { url } = serve((request) => {
    const status = Number(new URL(request.url).searchParams.get('status') ?? 200);
    const type = status === 200 ? 'application/octet-stream' : 'text/html';
    return new Response('x', { status, headers: { 'content-type': type } });
  });
  expect(await refusal(get(url, open()))).toBe('Unfit: status 200 of type application/octet-stream');
  expect(await refusal(get(`${url}?status=404`, open()))).toBe('Unfit: status 404 of type text/html');
});

test('a certificate that nobody vouches for is refused, although the address was allowed', async () => {
  const { generate } = await import('selfsigned');
  const names = [{ type: 2 as const, value: 'site.test' }];
  const pems = await generate([{ name: 'commonName', value: 'site.test' }], {
    extensions: [{ name: 'subjectAltName', altNames: names }],
  });
  const tls = { cert: pems.cert, key: pems.private };
  const server = Bun.serve({ port: 0, hostname: '127.0.0.1', tls, fetch: () => new Response('x', HTML) });
  servers.push(server);
  const gate = open({ 'site.test': [['127.0.0.1']] });
  expect(await refusal(get(`https://site.test:${server.port}/`, gate))).toBe('Unfit: no answer');
});
