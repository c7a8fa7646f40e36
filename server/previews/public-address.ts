import { isIPv4, isIPv6 } from 'node:net';
import { networkInterfaces } from 'node:os';
import { createNetworkList, parseNetwork } from '../networks.ts';

/** Everything that IANA has set aside: none of it is a public host. */
const RESERVED_IPV4 = listOf([
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
]);
/** All unicast addresses that were ever given out. What embeds an IPv4 address (mapped, NAT64) is outside of it … */
const GIVEN_IPV6 = listOf(['2000::/3']);
/** … or here: Teredo and its neighbours, documentation, 6to4, the old 6bone. */
const RESERVED_IPV6 = listOf(['2001::/23', '2001:db8::/32', '2002::/16', '3ffe::/16', '3fff::/20']);
/** The interface identifiers of ISATAP, which hold an IPv4 address behind any prefix. */
const ISATAP = /:(?:200|0)?:?5efe:[0-9a-f]{1,4}:[0-9a-f]{1,4}$/i;

/** Whether it is a host of the public internet, and no address of this machine. Text that is no address is none. */
export function isPublicAddress(address: string): boolean {
  if (isOwnAddress(address)) return false;
  if (isIPv4(address)) return !RESERVED_IPV4.includes(address);
  if (!isIPv6(address) || address.includes('%')) return false;
  return GIVEN_IPV6.includes(address) && !RESERVED_IPV6.includes(address) && !ISATAP.test(address);
}

/** A port that a firewall hides from others may be open to the machine itself. */
function isOwnAddress(address: string): boolean {
  return Object.values(networkInterfaces()).some((list) => list?.some((one) => one.address === address));
}

function listOf(networks: readonly string[]) {
  return createNetworkList(
    networks.map((text) => {
      const network = parseNetwork(text);
      if (!network) throw new Error(`${text} is no network`);
      return network;
    }),
  );
}
