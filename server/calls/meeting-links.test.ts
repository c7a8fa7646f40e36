import { describe, expect, test } from 'bun:test';
import { codeOf } from './call-fixture.ts';
import { admitSignal } from './meeting-links.ts';

/** As Chromium writes it, with everything that could tell where somebody is. */
const SDP = [
  'v=0',
  'o=mozilla 4611731400430051336 2 IN IP4 192.0.2.77',
  's=-',
  'i=call me at 192.0.2.77',
  't=0 0',
  'a=ice-options:trickle',
  'm=audio 51234 UDP/TLS/RTP/SAVPF 111',
  'c=IN IP4 192.0.2.77',
  'a=rtcp:51235 IN IP4 192.0.2.77',
  'a=candidate:1 1 udp 2122260223 192.0.2.77 51234 typ host generation 0 network-id 1',
  'a=candidate:2 1 udp 1686052607 198.51.100.9 51234 typ srflx raddr 192.0.2.77 rport 51234',
  'a=candidate:3 1 udp 41885439 203.0.113.5 49170 typ relay raddr 198.51.100.9 rport 51234 generation 0',
  'a=candidate:4 1 udp 2113937151 4f1a.local 51234 typ host',
  'a=remote-candidates:1 192.0.2.77 51234',
  'a=ice-ufrag:abcd',
  'a=sendrecv',
  '',
].join('\r\n');
const SECRETS = ['192.0.2.77', '198.51.100.9', '.local', '51235'];

const offer = { instance: 'a', peerInstance: null, description: { type: 'offer' as const, sdp: SDP } };
const candidate = (line: string) => ({
  instance: 'a',
  peerInstance: null,
  candidate: { candidate: line, sdpMid: '0' },
});

describe('8.3 between two strangers', () => {
  test('over the relay no address passes but the relay’s own', () => {
    const sdp = admitSignal(offer, { path: 'relay' }).description?.sdp ?? '';
    for (const secret of SECRETS) expect(sdp).not.toContain(secret);
    expect(sdp).toContain('203.0.113.5 49170 typ relay raddr 0.0.0.0 rport 9 generation 0');
    expect(sdp).toContain('a=ice-ufrag:abcd\r\na=sendrecv\r\n');
    expect(sdp).toContain('o=- 4611731400430051336 2 IN IP4 0.0.0.0');
  });

  test('over the relay a candidate of another kind, or one that hides an address, tells nothing', () => {
    const lineOf = (line: string) =>
      admitSignal(candidate(line), { path: 'relay' }).candidate?.candidate ?? null;
    expect(lineOf('candidate:1 1 udp 2122260223 192.0.2.77 51234 typ host')).toBeNull();
    expect(lineOf('candidate:1 1 UDP 2 198.51.100.9 5 typ srflx raddr 192.0.2.77 rport 5')).toBeNull();
    expect(lineOf('candidate:1 1 udp 2 198.51.100.9 5 typ prflx')).toBeNull();
    expect(lineOf('candidate:3 1 udp 41 203.0.113.5 49170 typ relay raddr 198.51.100.9 rport 5')).toBe(
      'candidate:3 1 udp 41 203.0.113.5 49170 typ relay raddr 0.0.0.0 rport 9',
    );
    expect(lineOf('candidate:3 1 udp 41 203.0.113.5 49170 typ relay x-from 192.0.2.77')).toBe(
      'candidate:3 1 udp 41 203.0.113.5 49170 typ relay raddr 0.0.0.0 rport 9',
    );
    expect(lineOf('')).toBe('');
  });

  test('over the SFU no signal passes at all; direct and in conversations every one does', () => {
    expect(codeOf(() => admitSignal(offer, { path: 'sfu' }))).toBe('forbidden');
    expect(admitSignal(offer, { path: 'direct' })).toBe(offer);
    expect(admitSignal(offer, null)).toBe(offer);
  });
});
