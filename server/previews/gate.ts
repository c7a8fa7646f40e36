import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { isPublicAddress } from './public-address.ts';
import { Unfit } from './unfit.ts';

/** What an address may lead to; tests open it to servers of their own. */
export interface Gate {
  mayReach(address: string): boolean;
  /** As in a URL: '' is the scheme's own. */
  mayUsePort(port: string): boolean;
  resolve(host: string): Promise<string[]>;
}

export const publicInternet: Gate = {
  mayReach: isPublicAddress,
  mayUsePort: (port) => port === '',
  resolve: async (host) => (await lookup(host, { all: true })).map(({ address }) => address),
};

/** The addresses to connect to, and no others: every one that the name has was checked. Throws `Unfit`. */
export async function addressesOf(url: URL, gate: Gate): Promise<string[]> {
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw new Unfit('neither http nor https');
  if (url.username !== '' || url.password !== '') throw new Unfit('credentials in the address');
  if (!gate.mayUsePort(url.port)) throw new Unfit('a port of its own');
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const addresses = isIP(host) === 0 ? await resolve(host, gate) : [host];
  if (addresses.length === 0) throw new Unfit('a name without an address');
  if (!addresses.every((address) => gate.mayReach(address))) throw new Unfit('not a public address');
  // Where IPv6 leads nowhere, it would use up the time.
  return addresses.toSorted((a, b) => isIP(a) - isIP(b));
}

async function resolve(host: string, gate: Gate): Promise<string[]> {
  try {
    return await gate.resolve(host);
  } catch (error) {
    throw new Unfit('a name that does not resolve', { cause: error });
  }
}
