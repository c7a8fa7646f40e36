import { createDecipheriv, createECDH, createHmac, createPublicKey, randomBytes, verify } from 'node:crypto';
import type { SignedIn } from './client.ts';
import type { PushPayload } from '../../server/push/payload.ts';
import type { PushTarget } from '../../server/push/subscriptions.ts';

export interface Pushed {
  readonly payload: PushPayload;
  readonly ttl: number;
  readonly urgency: string | null;
  readonly topic: string | null;
}

/** A device as its push service sees it: what arrives is decrypted with the device's own keys (RFC 8291). */
export interface PushDevice {
  readonly target: PushTarget;
  readonly arrived: readonly Pushed[];
  /** Requests for it, whatever became of them. */
  readonly asked: number;
  /** What the service answers from now on; what is not a success does not arrive. */
  answer(status: number, headers?: Record<string, string>): void;
  /** Answers nothing until the returned function is called: who has hung up by then has delivered nothing. */
  hold(): () => void;
}

/** A push service of the test's own: it lets in only what is signed with the key that the device subscribed with. */
export function startPushService() {
  const devices = new Map<string, Device>();
  const server = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    fetch: async (request) => {
      const device = devices.get(new URL(request.url).pathname);
      return device ? device.receive(request) : new Response(null, { status: 404 });
    },
  });
  const origin = `http://127.0.0.1:${server.port}`;
  return {
    origin,
    device(serverKey: string): PushDevice {
      const path = `/push/${crypto.randomUUID()}`;
      const device = new Device(origin, path, serverKey);
      devices.set(path, device);
      return device;
    },
    close: () => server.stop(true),
  };
}

class Device implements PushDevice {
  readonly target: PushTarget;
  readonly arrived: Pushed[] = [];
  asked = 0;
  readonly #keys = createECDH('prime256v1');
  readonly #auth = randomBytes(16);
  readonly #origin: string;
  readonly #serverKey: string;
  #held: Promise<void> = Promise.resolve();
  #answer = { status: 201, headers: {} as Record<string, string> };

  constructor(origin: string, path: string, serverKey: string) {
    this.#origin = origin;
    this.#serverKey = serverKey;
    const p256dh = this.#keys.generateKeys('base64url');
    this.target = { endpoint: origin + path, p256dh, auth: this.#auth.toString('base64url') };
  }

  answer(status: number, headers: Record<string, string> = {}): void {
    this.#answer = { status, headers };
  }

  hold(): () => void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#held = promise;
    return resolve;
  }

  async receive(request: Request): Promise<Response> {
    this.asked += 1;
    if (!isSigned(request.headers.get('authorization') ?? '', this.#origin, this.#serverKey)) {
      return new Response(null, { status: 403 });
    }
    const body = Buffer.from(await request.arrayBuffer());
    await this.#held;
    if (request.signal.aborted) return new Response(null, { status: 499 });
    if (this.#answer.status >= 300) return new Response(null, this.#answer);
    this.arrived.push({
      payload: JSON.parse(this.#decrypt(body)) as PushPayload,
      ttl: Number(request.headers.get('ttl')),
      urgency: request.headers.get('urgency'),
      topic: request.headers.get('topic'),
    });
    return new Response(null, this.#answer);
  }

  #decrypt(body: Buffer): string {
    const [salt, senderKey] = [body.subarray(0, 16), body.subarray(21, 21 + body.readUInt8(20))];
    const sealed = body.subarray(21 + senderKey.length);
    const info = Buffer.concat([Buffer.from('WebPush: info\0'), this.#keys.getPublicKey(), senderKey]);
    const material = expand(hmac(this.#auth, this.#keys.computeSecret(senderKey)), info, 32);
    const secret = hmac(salt, material);
    const key = expand(secret, Buffer.from('Content-Encoding: aes128gcm\0'), 16);
    const nonce = expand(secret, Buffer.from('Content-Encoding: nonce\0'), 12);
    const decipher = createDecipheriv('aes-128-gcm', key, nonce).setAuthTag(sealed.subarray(-16));
    const plain = Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]);
    return plain.subarray(0, plain.lastIndexOf(2)).toString();
  }
}

const hmac = (key: Buffer, data: Buffer) => createHmac('sha256', key).update(data).digest();
const expand = (key: Buffer, info: Buffer, length: number) =>
  hmac(key, Buffer.concat([info, Buffer.from([1])])).subarray(0, length);

/** VAPID (RFC 8292): a token for this service, not long valid, signed with the key that the device was given. */
function isSigned(authorization: string, origin: string, serverKey: string): boolean {
  const { t = '', k = '' } = /^vapid t=(?<t>[^,]+), ?k=(?<k>.+)$/.exec(authorization)?.groups ?? {};
  const [head = '', claims = '', signature = ''] = t.split('.');
  if (k !== serverKey) return false;
  const { aud, exp } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as {
    aud: string;
    exp: number;
  };
  const point = Buffer.from(k, 'base64url');
  const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((part) => part.toString('base64url'));
  const key = createPublicKey({ key: { kty: 'EC', crv: 'P-256', x: x ?? '', y: y ?? '' }, format: 'jwk' });
  const isFresh = exp * 1000 > Date.now() && exp * 1000 < Date.now() + 24 * 3_600_000;
  const signed = Buffer.from(`${head}.${claims}`);
  const ieee = { key, dsaEncoding: 'ieee-p1363' } as const;
  return aud === origin && isFresh && verify('sha256', signed, ieee, Buffer.from(signature, 'base64url'));
}

/** The person's browser, as its push service knows it. */
export async function subscribe(
  service: ReturnType<typeof startPushService>,
  who: SignedIn,
): Promise<PushDevice> {
  const { key } = await who.api.users.pushKey.query();
  const device = service.device(key);
  await who.api.users.subscribePush.mutate(device.target);
  return device;
}

export const bodies = (device: PushDevice) => device.arrived.map(({ payload }) => payload.body);

export async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 10_000;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`still waiting for: ${what}`);
    await Bun.sleep(20);
  }
}
