import { isIPv4 } from 'node:net';
import { networkInterfaces } from 'node:os';

/** Addresses at which other devices of the network reach this machine; link-local ones need a zone and are left out. */
export function lanAddresses(): string[] {
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  const usable = all.filter(({ internal, address }) => !internal && !address.startsWith('fe80:'));
  return usable.map(({ address }) => address);
}

/** Those of `own` at which a server that listens at `host` answers. */
export function addressesAnswering(host: string, own: readonly string[]): string[] {
  if (host === '::') return [...own];
  if (host === '0.0.0.0' || host === '') return own.filter((address) => isIPv4(address));
  return own.filter((address) => address === host);
}

/** As it stands in a URL. */
export function hostOf(address: string): string {
  return address.includes(':') ? `[${address}]` : address;
}
