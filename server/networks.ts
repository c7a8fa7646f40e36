import { BlockList, isIP } from 'node:net';

/** An address, or a network like 10.0.0.0/8. */
export interface Network {
  readonly address: string;
  readonly prefix: number;
  readonly family: 'ipv4' | 'ipv6';
}

/** null: neither. */
export function parseNetwork(text: string): Network | null {
  const [address = '', length, ...rest] = text.split('/');
  const version = isIP(address);
  if (version === 0 || rest.length > 0) return null;
  const longest = version === 6 ? 128 : 32;
  if (length !== undefined && !/^\d{1,3}$/.test(length)) return null;
  const prefix = length === undefined ? longest : Number(length);
  return prefix > longest ? null : { address, prefix, family: version === 6 ? 'ipv6' : 'ipv4' };
}

export function createNetworkList(networks: readonly Network[]): { includes(address: string): boolean } {
  const list = new BlockList();
  for (const { address, prefix, family } of networks) list.addSubnet(address, prefix, family);
  return {
    includes(address) {
      const version = isIP(address);
      return version !== 0 && list.check(address, version === 6 ? 'ipv6' : 'ipv4');
    },
  };
}
