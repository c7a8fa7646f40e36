import { afterAll, beforeAll, expect, test } from 'bun:test';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { openWatchedSocket } from './watched-socket.ts';

const SILENCE_MS = 200;

let server: Server;
let port: number;

/** Answers everything but a question. */
beforeAll(async () => {
  server = createServer((socket) => {
    socket.on('data', (chunk) => String(chunk).endsWith('?') || socket.write(chunk));
    socket.on('error', () => {});
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  port = (server.address() as AddressInfo).port;
});
afterAll(() => {
  server.close();
});

const open = () => openWatchedSocket({ host: '127.0.0.1', port, path: null }, SILENCE_MS);

test('an idle connection stays, and one that is answered too', async () => {
  const socket = open();
  socket.write('Watercooler');
  await once(socket, 'data');
  await Bun.sleep(3 * SILENCE_MS);
  socket.write('again');
  expect(String((await once(socket, 'data'))[0])).toBe('again');
  expect(socket.destroyed).toBe(false);
  socket.destroy();
});

test('one that was asked and is silent ends, however long it was idle before', async () => {
  const socket = open();
  socket.write('Watercooler');
  await once(socket, 'data');
  await Bun.sleep(3 * SILENCE_MS);
  socket.write('are you there?');
  const [error] = await once(socket, 'error');
  expect(error).toMatchObject({ code: 'CONNECT_TIMEOUT' });
  expect(socket.destroyed).toBe(true);
});
