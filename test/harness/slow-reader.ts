import { connect, type Socket } from 'node:net';
import { encodeUp } from '../../protocol/codec.ts';
import { PROTOCOL_VERSION } from '../../protocol/version.ts';
import type { TestClient } from './client.ts';

const READ_TIMEOUT_MS = 15_000;

/** A WebSocket on bare TCP: reads its welcome, then nothing until it is told to. */
export async function connectSlowReader(client: TestClient) {
  const { socket, status } = await upgradeByHand(client, { origin: client.url, cookie: client.cookie() });
  if (!status.includes('101')) throw new Error(status);
  const welcomed = new Promise((resolve) => socket.once('data', resolve));
  const hello = { t: 'session.hello', version: PROTOCOL_VERSION, deviceId: crypto.randomUUID() } as const;
  socket.write(maskedFrame(encodeUp(hello)));
  await welcomed;
  socket.pause();
  return {
    /** Reads all that waits; answers the code that the server closed with, or 0. */
    async readOn(): Promise<number> {
      let tail = Buffer.alloc(0);
      const { promise: ended, resolve } = Promise.withResolvers<void>();
      socket.on('data', (data: Buffer) => {
        tail = Buffer.concat([tail, data]).subarray(-64);
      });
      socket.on('close', () => resolve());
      const timer = setTimeout(resolve, READ_TIMEOUT_MS);
      socket.resume();
      await ended;
      clearTimeout(timer);
      socket.destroy();
      const frame = tail.lastIndexOf(0x88);
      return frame < 0 || frame + 4 > tail.length ? 0 : tail.readUInt16BE(frame + 2);
    },
  };
}

/** The status line that an upgrade with these headers is answered with. */
export async function upgradeByHand(
  client: { readonly url: string },
  headers: Readonly<Record<string, string>>,
): Promise<{ socket: Socket; status: string }> {
  const { hostname, port, host } = new URL(client.url);
  const socket = connect(Number(port), hostname);
  const lines = [
    'GET /ws HTTP/1.1',
    `Host: ${host}`,
    'Upgrade: websocket',
    'Connection: Upgrade',
    'Sec-WebSocket-Version: 13',
    `Sec-WebSocket-Key: ${Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('base64')}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
  ];
  socket.write(`${lines.join('\r\n')}\r\n\r\n`);
  const head = await new Promise<Buffer>((resolve, reject) => {
    socket.once('data', resolve);
    socket.once('error', reject);
  });
  return { socket, status: head.toString().split('\r\n')[0] ?? '' };
}

/** A text frame of less than 64 KiB; the mask of zeros leaves it readable. */
function maskedFrame(text: string): Buffer {
  const payload = Buffer.from(text);
  const length =
    payload.length < 126 ? [0x80 | payload.length] : [0x80 | 126, payload.length >> 8, payload.length & 255];
  return Buffer.concat([Buffer.from([0x81, ...length, 0, 0, 0, 0]), payload]);
}
