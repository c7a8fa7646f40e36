import type { Carrier, CarrierReport, ConnectionReport, UplinkReport } from './media-link.ts';

type Entry = Readonly<Record<string, unknown>>;

/** Of one peer connection. `carrierOf` tells which carrier a media section feeds. */
export function readReport(
  stats: RTCStatsReport,
  about: Pick<ConnectionReport, 'participantId' | 'state'>,
  carrierOf: (mid: string) => Carrier | undefined,
): ConnectionReport {
  const entries = entriesOf(stats);
  const pair = findSelectedPair(entries);
  const local = byId(entries, pair?.localCandidateId);
  const remote = byId(entries, pair?.remoteCandidateId);
  const relayed = text(local, 'candidateType') === 'relay' || text(remote, 'candidateType') === 'relay';
  return {
    ...about,
    path: pathOf(about, relayed),
    localCandidate: text(local, 'candidateType'),
    remoteCandidate: text(remote, 'candidateType'),
    protocol: text(local, 'relayProtocol') ?? text(local, 'protocol'),
    roundTripMs: scaled(pair?.currentRoundTripTime, 1000),
    bytesSent: count(pair, 'bytesSent'),
    bytesReceived: count(pair, 'bytesReceived'),
    uplink: readUplink(entries, pair),
    carriers: entries.flatMap((entry) => readInbound(entry, carrierOf)),
  };
}

function pathOf(
  { participantId, state }: Pick<ConnectionReport, 'participantId' | 'state'>,
  relayed: boolean,
): ConnectionReport['path'] {
  if (state !== 'connected') return 'connecting';
  if (participantId === null) return 'sfu';
  return relayed ? 'relay' : 'direct';
}

function entriesOf(stats: RTCStatsReport): Entry[] {
  const entries: Entry[] = [];
  // Outside of ended connections every entry is an object with `id` and `type`.
  stats.forEach((entry: Entry) => entries.push(entry));
  return entries;
}

function findSelectedPair(entries: readonly Entry[]): Entry | undefined {
  const transport = entries.find((entry) => entry.type === 'transport' && entry.selectedCandidatePairId);
  if (transport) return byId(entries, transport.selectedCandidatePairId);
  const pairs = entries.filter((entry) => entry.type === 'candidate-pair');
  return pairs.find((entry) => entry.selected === true || entry.nominated === true);
}

function readInbound(entry: Entry, carrierOf: (mid: string) => Carrier | undefined): CarrierReport[] {
  if (entry.type !== 'inbound-rtp' || typeof entry.mid !== 'string') return [];
  const carrier = carrierOf(entry.mid);
  if (!carrier) return [];
  return [
    {
      key: carrier.key,
      kind: entry.kind === 'video' ? 'video' : 'audio',
      framesDecoded: count(entry, 'framesDecoded'),
      bytesReceived: count(entry, 'bytesReceived'),
      packetsReceived: count(entry, 'packetsReceived'),
      packetsLost: count(entry, 'packetsLost'),
      freezes: count(entry, 'freezeCount'),
      frameWidth: scaled(entry.frameWidth, 1),
      frameHeight: scaled(entry.frameHeight, 1),
    },
  ];
}

function readUplink(entries: readonly Entry[], pair: Entry | undefined): UplinkReport {
  const videos = entries.filter((entry) => entry.type === 'outbound-rtp' && entry.kind === 'video');
  return {
    availableKbps: scaled(pair?.availableOutgoingBitrate, 1 / 1000),
    limited: videos.some((entry) => entry.qualityLimitationReason === 'bandwidth'),
  };
}

function byId(entries: readonly Entry[], id: unknown): Entry | undefined {
  return id === undefined ? undefined : entries.find((entry) => entry.id === id);
}

function count(entry: Entry | undefined, field: string): number {
  const value = entry?.[field];
  return typeof value === 'number' ? value : 0;
}

function scaled(value: unknown, factor: number): number | null {
  return typeof value === 'number' ? value * factor : null;
}

function text(entry: Entry | undefined, field: string): string | null {
  const value = entry?.[field];
  return typeof value === 'string' ? value : null;
}
