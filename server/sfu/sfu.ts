import type { CallId, ParticipantId, StreamId } from '../../protocol/ids.ts';
import type { MediaStatus } from '../../protocol/session.ts';
import type { SfuStream } from '../../protocol/sfu.ts';
import type { Replies, UpOf } from '../../protocol/up.ts';

/** The media server as calls see it. Implementations: media-sfu.ts (on mediasoup) and fake-sfu.ts. */
export interface Sfu {
  status(): MediaStatus;
  onStatus(listener: (status: MediaStatus) => void): () => void;
  /** From 0, idle, to 1: as many consumers as its workers should carry. */
  load(): number;
  /** The call's room, made if there is none. Rejects with `unavailable` while the status is not ready. */
  room(callId: CallId): Promise<SfuRoom>;
  /** The room if it exists. */
  findRoom(callId: CallId): SfuRoom | null;
  /** Bytes of media that this process has carried since it started, both directions. */
  bytesCarried(): Promise<number>;
  close(): Promise<void>;
}

export interface SfuRoom {
  readonly callId: CallId;
  /** A place whose transports were never connected is found again; any other is given up for a new one. */
  join(participantId: ParticipantId, tell: SfuTell): Promise<Replies['sfu.join']>;
  has(participantId: ParticipantId): boolean;
  /** Tells one participant, whose device was away, everything anew. */
  retell(participantId: ParticipantId): void;
  connect(participantId: ParticipantId, up: UpOf<'sfu.connect'>): Promise<void>;
  produce(participantId: ParticipantId, up: UpOf<'sfu.produce'>): Promise<Replies['sfu.produce']>;
  unproduce(participantId: ParticipantId, streamId: StreamId): void;
  pauseProducer(participantId: ParticipantId, streamId: StreamId, paused: boolean): Promise<void>;
  consume(participantId: ParticipantId, up: UpOf<'sfu.consume'>): Promise<Replies['sfu.consume']>;
  setConsumer(participantId: ParticipantId, up: UpOf<'sfu.setConsumer'>): Promise<void>;
  restartIce(participantId: ParticipantId, transportId: string): Promise<Replies['sfu.restartIce']>;
  leave(participantId: ParticipantId): void;
  close(): void;
}

/** What a room tells one of its participants. */
export interface SfuTell {
  streams(streams: SfuStream[]): void;
  speaker(participantId: ParticipantId | null): void;
  lost(reason: string): void;
}
