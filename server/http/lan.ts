import { networkInterfaces } from 'node:os';

/** Addresses at which other devices of the network reach this machine; link-local ones need a zone and are left out. */
export function lanAddresses(): string[] {
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  const usable = all.filter(({ internal, address }) => !internal && !address.startsWith('fe80:'));
  return usable.map(({ address }) => address);
}

/** As it stands in a URL. */
export function hostOf(address: string): string {
  return address.includes(':') ? `[${address}]` : address;
}
