import { isIP } from 'node:net';

/** Who is at the other end of a request, proxies that are trusted seen through. */
export interface Caller {
  readonly address: string;
  /** The browser speaks https, to us or to a trusted proxy. */
  readonly secure: boolean;
}

export interface TrustedProxies {
  includes(address: string): boolean;
}

interface RequestSource {
  requestIP(request: Request): { address: string } | null;
}

export function describeCaller(request: Request, source: RequestSource, trusted: TrustedProxies): Caller {
  const peer = plainAddress(source.requestIP(request)?.address ?? '');
  const direct = { address: peer, secure: request.url.startsWith('https:') };
  if (!trusted.includes(peer)) return direct;
  const protocol = request.headers.get('x-forwarded-proto');
  return {
    address: addressBehind(request.headers.get('x-forwarded-for'), peer, trusted),
    secure: protocol === null ? direct.secure : protocol.split(',').at(-1)?.trim() === 'https',
  };
}

/** The origin that the browser has this server under. */
export function addressOf(request: Request, caller: Caller): string {
  const host = request.headers.get('host') ?? new URL(request.url).host;
  return `${caller.secure ? 'https' : 'http'}://${host}`;
}

/** What limits count by: an IPv6 network hands a whole /64 to one customer. */
export function limitKey({ address }: Caller): string {
  if (isIP(address) !== 6) return address;
  const [head = '', tail] = address.split('::');
  const front = head === '' ? [] : head.split(':');
  const back = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : 8 - front.length - back.length;
  return [...front, ...Array.from({ length: zeros }, () => '0'), ...back].slice(0, 4).join(':');
}

/** Each proxy appends whom it heard from: the last entry that is no proxy of ours is the client. */
function addressBehind(forwardedFor: string | null, peer: string, trusted: TrustedProxies): string {
  const hops = (forwardedFor ?? '').split(',').map((hop) => plainAddress(hop.trim()));
  const known = hops.filter((hop) => isIP(hop) !== 0);
  return known.findLast((hop) => !trusted.includes(hop)) ?? known[0] ?? peer;
}

function plainAddress(address: string): string {
  return address.startsWith('::ffff:') && address.includes('.') ? address.slice('::ffff:'.length) : address;
}
