import type { Source } from '../../protocol/call.ts';
import type { ParticipantId, StreamId } from '../../protocol/ids.ts';

/**
 * What carries media to and from the others: peer links (mesh-link.ts) or the place on the SFU (sfu-link.ts). The
 * caller says what shall be, whole and as often as it likes; the link moves toward it, the latest wins.
 */
export interface MediaLink {
  readonly kind: 'mesh' | 'sfu';
  /** Of the peer links; of the SFU: the epoch its place was taken for. */
  readonly epoch: number;
  readonly carriers: readonly Carrier[];
  publish(streams: readonly LocalStream[]): void;
  /** Whom this link shall reach. A peer that is not listed any more is cut off at once. */
  setPeers(peers: readonly Peer[]): void;
  /** Everything between here and this peer that the link needs is connected. */
  isUp(peer: ParticipantId): boolean;
  /** The network under the device is another one: find new ways at once. */
  restart(): void;
  setVisible(streamId: StreamId, size: VisibleSize): void;
  report(): Promise<ConnectionReport[]>;
  onEvent(listener: (event: LinkEvent) => void): () => void;
  /** Idempotent; nothing is told after it. */
  close(): void;
}

export type LinkEvent =
  /** Carriers came or went, or something went up or down. */
  | { type: 'changed' }
  /** The link tried what it could. Only the SFU's link gives up; peer links go on trying. */
  | { type: 'failed'; reason: string };

/** In the order of the media sections of a peer connection: both ends count on it. */
export const SOURCES = ['microphone', 'camera', 'screen', 'screenAudio'] as const satisfies readonly Source[];

export function kindOf(source: Source): 'audio' | 'video' {
  return source === 'microphone' || source === 'screenAudio' ? 'audio' : 'video';
}

/** Sources that are played in step: one's voice with one's face, a screen with its sound. */
export function groupOf(source: Source): 'person' | 'screen' {
  return source === 'microphone' || source === 'camera' ? 'person' : 'screen';
}

export interface LocalStream {
  readonly id: StreamId;
  readonly source: Source;
  /** The processed track; null while there is nothing to send. */
  readonly track: MediaStreamTrack | null;
  readonly active: boolean;
}

export interface Peer {
  readonly id: ParticipantId;
  /** Signals can reach it now: its socket and one's own are open. */
  readonly reachable: boolean;
}

export interface Carrier {
  readonly key: string;
  readonly participantId: ParticipantId;
  readonly streamId: StreamId;
  readonly track: MediaStreamTrack;
  /** Grows with each carrier that this page ever had: tells the newest. */
  readonly order: number;
}

export type VisibleSize = 'hidden' | 'small' | 'large';

let carriersMade = 0;
export function makeCarrier(kind: MediaLink['kind'], carried: Omit<Carrier, 'key' | 'order'>): Carrier {
  carriersMade += 1;
  return { key: `${kind}:${carriersMade}`, order: carriersMade, ...carried };
}

/** One peer connection of the browser: the one to a peer, or one of the two to the SFU. */
export interface ConnectionReport {
  /** null: the SFU. */
  readonly participantId: ParticipantId | null;
  readonly state: string;
  readonly path: 'connecting' | 'direct' | 'relay' | 'sfu';
  readonly localCandidate: string | null;
  readonly remoteCandidate: string | null;
  readonly protocol: string | null;
  readonly roundTripMs: number | null;
  readonly bytesSent: number;
  readonly bytesReceived: number;
  readonly uplink: UplinkReport;
  readonly carriers: readonly CarrierReport[];
}

export interface UplinkReport {
  readonly availableKbps: number | null;
  /** Video is sent, and worse than it could be for want of bandwidth. */
  readonly limited: boolean;
}

export interface CarrierReport {
  readonly key: string;
  readonly kind: 'audio' | 'video';
  readonly framesDecoded: number;
  readonly bytesReceived: number;
  readonly packetsReceived: number;
  readonly packetsLost: number;
  readonly freezes: number;
  readonly frameWidth: number | null;
  readonly frameHeight: number | null;
}
