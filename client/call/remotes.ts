import type { LiveCall, Participant } from '../../protocol/call.ts';
import type { ParticipantId } from '../../protocol/ids.ts';
import type { CallDiagnostics, RemoteParticipant, StreamCarrier } from './call-state.ts';
import type { FlowBook } from './flow-book.ts';
import type { LinkSet } from './link-set.ts';
import type { Carrier, MediaLink } from './media-link.ts';

interface Known {
  readonly call: LiveCall;
  readonly me: ParticipantId;
  readonly links: LinkSet;
  readonly flows: FlowBook;
}

/** Everyone else in the call, as the page shows them. */
export function remotesOf({ call, me, links, flows }: Known): RemoteParticipant[] {
  const others = call.participants.filter(({ id }) => id !== me);
  const carriers = carriersByStream(links.links, flows);
  return others
    .toSorted((a, b) => a.joinedAt - b.joinedAt)
    .map((participant) => ({
      id: participant.id,
      userId: participant.userId,
      connected: participant.connected,
      path: pathTo(participant, links.linkTo(call, participant.id), flows),
      quality: flows.qualityOf(participant.id),
      streams: participant.streams.map(({ id, source, active }) => ({
        id,
        source,
        active,
        carriers: carriers.get(id) ?? [],
      })),
    }));
}

export function diagnosticsOf({ call, me, links, flows }: Known): CallDiagnostics {
  const streams = call.participants.flatMap((participant) => participant.streams);
  const sources = new Map(streams.map(({ id, source }) => [id, source]));
  return {
    callId: call.id,
    me,
    onSfu: call.participants.some(({ id, onSfu }) => id === me && onSfu),
    topology: call.topology,
    switching: call.switching,
    connections: flows.reports.flatMap(({ link, connections }) =>
      connections.map(({ uplink: _uplink, carriers: _carriers, ...connection }) => ({
        link: link.kind,
        epoch: link.epoch,
        ...connection,
      })),
    ),
    carriers: links.links.flatMap((link) => {
      const counted = new Map(
        flows.reports.flatMap(({ connections }) =>
          connections.flatMap(({ carriers }) => carriers.map((carrier) => [carrier.key, carrier])),
        ),
      );
      return link.carriers.map(({ key, participantId, streamId }) => ({
        participantId,
        streamId,
        source: sources.get(streamId) ?? 'camera',
        key,
        link: link.kind,
        epoch: link.epoch,
        flowing: flows.isFlowing(key),
        framesDecoded: counted.get(key)?.framesDecoded ?? 0,
        bytesReceived: counted.get(key)?.bytesReceived ?? 0,
        packetsLost: counted.get(key)?.packetsLost ?? 0,
        frameWidth: counted.get(key)?.frameWidth ?? null,
        frameHeight: counted.get(key)?.frameHeight ?? null,
      }));
    }),
  };
}

/** Oldest first: the page shows the newest that flows. */
function carriersByStream(links: readonly MediaLink[], flows: FlowBook): Map<string, StreamCarrier[]> {
  const all = links.flatMap(({ kind, carriers }) => carriers.map((carrier) => ({ kind, carrier })));
  const byStream = new Map<string, StreamCarrier[]>();
  for (const { kind, carrier } of all.toSorted((a, b) => a.carrier.order - b.carrier.order)) {
    const carriers = byStream.get(carrier.streamId) ?? [];
    byStream.set(carrier.streamId, [...carriers, shown(kind, carrier, flows)]);
  }
  return byStream;
}

function shown(link: MediaLink['kind'], { key, track }: Carrier, flows: FlowBook): StreamCarrier {
  return { key, link, track, flowing: flows.isFlowing(key) };
}

function pathTo({ id }: Participant, link: MediaLink | null, flows: FlowBook): RemoteParticipant['path'] {
  if (!link?.isUp(id)) return 'connecting';
  if (link.kind === 'sfu') return 'sfu';
  return flows.connectionOf(link, id)?.path ?? 'direct';
}
