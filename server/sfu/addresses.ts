import type { IceCandidate, TransportListenInfo } from 'mediasoup/types';

export interface ListenPlan {
  /** One socket for each, and protocol: where to bind, and under which address to tell of it. */
  readonly binds: readonly { readonly ip: string; readonly announced: string }[];
  /** Further addresses that lead to the socket announced as the key. */
  readonly aliases: ReadonlyMap<string, readonly string[]>;
}

const LOOPBACK = '127.0.0.1';

/**
 * Sockets are bound to single addresses, so that answers leave from the address that was asked. Nothing announced:
 * loopback and the machine's own IPv4 addresses. An announced address that this machine does not have (NAT, a
 * container's host) leads to the first of its own of the same family.
 */
export function planListening(announced: readonly string[], own: readonly string[]): ListenPlan {
  const usable = [...own, LOOPBACK, '::1'];
  if (announced.length === 0) {
    const ipv4 = [LOOPBACK, ...own.filter((address) => !isIpv6(address))];
    return { binds: ipv4.map((ip) => ({ ip, announced: ip })), aliases: new Map() };
  }
  const targets = new Map<string, string[]>();
  for (const address of announced) {
    const ip = usable.includes(address)
      ? address
      : (usable.find((candidate) => isIpv6(candidate) === isIpv6(address)) ?? LOOPBACK);
    targets.set(ip, [...(targets.get(ip) ?? []), address]);
  }
  const plan = [...targets].map(([ip, [first = ip, ...others]]) => ({ ip, announced: first, others }));
  return {
    binds: plan.map(({ ip, announced: first }) => ({ ip, announced: first })),
    aliases: new Map(
      plan.filter(({ others }) => others.length > 0).map((one) => [one.announced, one.others]),
    ),
  };
}

export function listenInfosOf({ binds }: ListenPlan, port: number): TransportListenInfo[] {
  return binds.flatMap(({ ip, announced }) =>
    (['udp', 'tcp'] as const).map((protocol) => ({
      protocol,
      ip,
      ...(announced === ip ? {} : { announcedAddress: announced }),
      ...(port === 0 ? {} : { port }),
    })),
  );
}

/** A socket has one announced address; its aliases are candidates of their own, a little less wanted. */
export function withAliases(candidates: readonly IceCandidate[], { aliases }: ListenPlan): IceCandidate[] {
  return candidates.flatMap((candidate) => [
    candidate,
    ...(aliases.get(candidate.address) ?? []).map((address, index) => ({
      ...candidate,
      ip: address,
      address,
      foundation: `${candidate.foundation}${index + 1}`,
      priority: candidate.priority - index - 1,
    })),
  ]);
}

function isIpv6(address: string): boolean {
  return address.includes(':');
}
