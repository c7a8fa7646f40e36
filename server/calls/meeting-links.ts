import type { MeetPath, Signal, Topology } from '../../protocol/call.ts';
import { forbidden } from '../../protocol/errors.ts';
import type { MeetingSubject } from './call-event.ts';

/** SPEC 8.2: the one kind of link that a meeting's call has; null: a conversation's call chooses. */
export function kindFor(meeting: Pick<MeetingSubject, 'path'> | null): Topology['kind'] | null {
  return meeting && (meeting.path === 'sfu' ? 'sfu' : 'mesh');
}

/** SPEC 8.3: what may be passed on between two strangers. Throws where nothing may. */
export function admitSignal(signal: Signal, meeting: { readonly path: MeetPath } | null): Signal {
  if (meeting === null || meeting.path === 'direct') return signal;
  if (meeting.path === 'sfu') throw forbidden('In this meeting media goes through the server alone.');
  return relayOnly(signal);
}

/** Without any address but those of the relay, whatever the sender's browser put in. */
function relayOnly(signal: Signal): Signal {
  const { candidate, description, ...rest } = signal;
  const cleaned: Signal = { ...rest };
  if (description) cleaned.description = { ...description, sdp: cleanSdp(description.sdp) };
  if (candidate === null) cleaned.candidate = null;
  else if (candidate !== undefined) {
    const line = cleanCandidate(candidate.candidate);
    // An empty line is the end of one generation of candidates.
    if (line !== null || candidate.candidate === '')
      cleaned.candidate = { ...candidate, candidate: line ?? '' };
  }
  return cleaned;
}

const CANDIDATE =
  /^(a=)?candidate:(\S{1,32}) (\d+) (udp|tcp) (\d+) (\S+) (\d+) typ relay(?: raddr \S+ rport \d+)?( .*)?$/i;
/** What may follow; anything else could carry an address. */
const EXTENSIONS = /^(?: (?:generation \d+|ufrag \S+|network-id \d+|network-cost \d+))*$/;

/** A relay's candidate without the address that it is the relay of; null for any other. */
function cleanCandidate(line: string): string | null {
  const match = CANDIDATE.exec(line.trim());
  if (!match) return null;
  const [, prefix = '', foundation, component, protocol, priority, address, port, extensions = ''] = match;
  const kept = EXTENSIONS.test(extensions) ? extensions : '';
  const start = `${prefix}candidate:${foundation} ${component} ${protocol} ${priority} ${address} ${port}`;
  return `${start} typ relay raddr 0.0.0.0 rport 9${kept}`;
}

/** Lines that name an address say none; candidates are cleaned; lines that only people read are dropped. */
function cleanSdp(sdp: string): string {
  const lines = sdp.split(/\r\n|\n|\r/).flatMap((line) => {
    if (/^a=candidate:/i.test(line)) return cleanCandidate(line) ?? [];
    if (/^c=/i.test(line)) return 'c=IN IP4 0.0.0.0';
    if (/^o=/i.test(line)) return cleanOrigin(line);
    if (/^a=rtcp:/i.test(line)) return 'a=rtcp:9 IN IP4 0.0.0.0';
    if (/^(a=remote-candidates:|[iuepk]=)/i.test(line)) return [];
    return line;
  });
  return lines.join('\r\n');
}

function cleanOrigin(line: string): string {
  const [, id = '0', version = '0'] = /^o=\S+ (\d+) (\d+) /i.exec(line) ?? [];
  return `o=- ${id} ${version} IN IP4 0.0.0.0`;
}
