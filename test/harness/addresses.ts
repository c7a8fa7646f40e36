import type { Signal } from '../../protocol/call.ts';

/** Addresses of one match alone, of every family and kind. */
export function addressesOf(match: number) {
  return {
    host: `10.77.${match}.9`,
    mapped: `198.51.${match}.23`,
    six: `2001:db8:${match}::77`,
    local: `${crypto.randomUUID()}.local`,
  };
}

function sdpOf({ host, mapped, six, local }: ReturnType<typeof addressesOf>): string {
  return [
    'v=0',
    `o=- 1 2 IN IP4 ${host}`,
    's=-',
    't=0 0',
    'm=audio 50000 UDP/TLS/RTP/SAVPF 111',
    `c=IN IP6 ${six}`,
    `a=rtcp:50001 IN IP4 ${host}`,
    `a=candidate:1 1 udp 2122260223 ${host} 50000 typ host`,
    `a=candidate:2 1 udp 2122260222 ${six} 50000 typ host`,
    `a=candidate:3 1 udp 2122260221 ${local} 50000 typ host`,
    `a=candidate:4 1 udp 1686052607 ${mapped} 50000 typ srflx raddr ${host} rport 50000`,
    `a=candidate:5 1 udp 41885439 203.0.113.5 49170 typ relay raddr ${mapped} rport 50000`,
    '',
  ].join('\r\n');
}

/** Everything that a browser would tell of where it is. */
export function signalsOf(addresses: ReturnType<typeof addressesOf>): Signal[] {
  const sdp = sdpOf(addresses);
  const candidates = sdp.split('\r\n').filter((line) => line.startsWith('a=candidate'));
  return [
    { instance: 'v', peerInstance: null, description: { type: 'offer', sdp } },
    ...candidates.map((line) => ({
      instance: 'v',
      peerInstance: null,
      candidate: { candidate: line.slice(2), sdpMid: '0' },
    })),
  ];
}
