import type { Page } from '@playwright/test';

/** Runs in a page: a connection with one channel, and nothing around it. */
interface BarePage {
  connection: RTCPeerConnection;
  channel: RTCDataChannel;
  received: number;
  endedAt: number;
}
declare global {
  var bare: BarePage;
}

const MESSAGE = 64 * 1024;
const HIGH_WATER = 1024 * 1024;

/** Two pages that are connected by themselves; what they need to know of each other goes by the driver. */
export async function connectBare(from: Page, to: Page): Promise<void> {
  await Promise.all([prepare(from), prepare(to)]);
  const offer = await from.evaluate(() => describe('offer'));
  const answer = await to.evaluate((sdp) => describe('answer', sdp), offer);
  await from.evaluate((sdp) => bare.connection.setRemoteDescription({ type: 'answer', sdp }), answer);
  await from.waitForFunction(() => bare.channel.readyState === 'open');
}

declare function describe(type: RTCSdpType, remote?: string): Promise<string>;

async function prepare(page: Page): Promise<void> {
  await page.evaluate(() => {
    const connection = new RTCPeerConnection();
    const channel = connection.createDataChannel('bytes', { negotiated: true, id: 1 });
    channel.binaryType = 'arraybuffer';
    globalThis.bare = { connection, channel, received: 0, endedAt: 0 };
    channel.onmessage = ({ data }: MessageEvent<ArrayBuffer>) => {
      bare.received += data.byteLength;
      bare.endedAt = Date.now();
    };
    Object.assign(globalThis, {
      async describe(type: RTCSdpType, remote?: string) {
        if (remote) await connection.setRemoteDescription({ type: 'offer', sdp: remote });
        await connection.setLocalDescription();
        await new Promise<void>((resolve) => {
          if (connection.iceGatheringState === 'complete') resolve();
          connection.onicegatheringstatechange = () =>
            connection.iceGatheringState === 'complete' && resolve();
        });
        return connection.localDescription?.sdp ?? type;
      },
    });
  });
}

/** Bytes a second of a loop that sends the same message again and again, as fast as the channel takes it. */
export async function bareThroughput(from: Page, to: Page, bytes: number): Promise<number> {
  await to.evaluate(() => {
    bare.received = 0;
  });
  const startedAt = await from.evaluate(
    async ({ total, message, highWater }) => {
      const { channel } = bare;
      const piece = new Uint8Array(message).fill(7);
      const began = Date.now();
      channel.bufferedAmountLowThreshold = highWater / 2;
      for (let sent = 0; sent < total; sent += message) {
        if (channel.bufferedAmount >= highWater)
          await new Promise<void>((resolve) => {
            channel.onbufferedamountlow = () => resolve();
          });
        channel.send(piece);
      }
      return began;
    },
    { total: bytes, message: MESSAGE, highWater: HIGH_WATER },
  );
  await to.waitForFunction((total) => bare.received >= total, bytes);
  const endedAt = await to.evaluate(() => bare.endedAt);
  return (bytes / (endedAt - startedAt)) * 1000;
}
