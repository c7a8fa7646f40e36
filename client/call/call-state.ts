import type { EndReason, LiveCall, Source, Switching, Topology } from '../../protocol/call.ts';
import type { CallId, ConversationId, ParticipantId, StreamId, UserId } from '../../protocol/ids.ts';

/** What the page shows of calls: one union; a field exists only in the states that have it. */
export type CallState =
  | { phase: 'idle' }
  /** Asking for devices and for the server's yes. */
  | { phase: 'starting'; conversationId: ConversationId; video: boolean; local: LocalState }
  /** In the call alone while the others' devices ring. */
  | { phase: 'ringing'; call: LiveCall; local: LocalState }
  | ActiveCall
  /** Shown for a moment, until dismissed or another call begins. */
  | {
      phase: 'ended';
      callId: CallId;
      conversationId: ConversationId;
      reason: EndedReason;
      durationMs: number;
    };

export interface ActiveCall {
  phase: 'active';
  call: LiveCall;
  me: ParticipantId;
  local: LocalState;
  /** Everyone else, in the order they joined. */
  remotes: RemoteParticipant[];
  /** The participant who speaks now. */
  speaker: ParticipantId | null;
  topology: Topology['kind'];
  /** A switch between mesh and SFU is under way; nobody needs to notice. */
  switching: boolean;
  /** This device's own way to the server. */
  connection: 'good' | 'reconnecting';
}

/** Why it is over for this device. */
export type EndedReason = EndReason | 'left' | 'failed' | 'joinedElsewhere';

/** Rings for this user on this device; beside any call in progress. */
export interface IncomingCall {
  callId: CallId;
  conversationId: ConversationId;
  from: UserId;
  video: boolean;
}

export interface LocalState {
  /** What the user wants; `problem` says why it is not so. */
  microphone: { on: boolean; problem: DeviceProblem | null };
  camera: { on: boolean; problem: DeviceProblem | null };
  screen: { on: boolean };
  /** For the self view; a new object only when the track is another one. */
  cameraTrack: MediaStreamTrack | null;
  screenTrack: MediaStreamTrack | null;
}
export type DeviceProblem = 'denied' | 'missing' | 'in_use' | 'failed';

export interface RemoteParticipant {
  id: ParticipantId;
  userId: UserId;
  /** false: lost for the moment, the place is held. */
  connected: boolean;
  /** How its media travels to here. */
  path: 'connecting' | 'direct' | 'relay' | 'sfu';
  quality: 'good' | 'fair' | 'poor' | 'unknown';
  streams: RemoteStream[];
}

/**
 * One stream of another participant. During a switch it is carried twice: each carrier's track gets a media element
 * of its own (whose `srcObject` never changes), and the page shows the newest carrier whose frames flow.
 */
export interface RemoteStream {
  id: StreamId;
  source: Source;
  /** false: muted, or camera off: show the avatar. */
  active: boolean;
  carriers: StreamCarrier[];
}
export interface StreamCarrier {
  /** Stable over the life of the carrier: the key of its media element. */
  key: string;
  link: 'mesh' | 'sfu';
  track: MediaStreamTrack;
  /** Media arrives on it now. */
  flowing: boolean;
}

export interface DeviceChoice {
  /** null: the browser's default. */
  microphone: string | null;
  camera: string | null;
  speaker: string | null;
}
export interface DeviceLists {
  microphones: { id: string; label: string }[];
  cameras: { id: string; label: string }[];
  /** Empty where the browser cannot choose. */
  speakers: { id: string; label: string }[];
}

/** What stores/call.ts drives. call-engine.ts implements it. Methods reject with ParleyError only. */
export interface CallControl {
  readonly state: CallState;
  readonly incoming: IncomingCall[];
  /** Calls of the user's conversations that run and could be joined. */
  readonly joinable: LiveCall[];
  readonly devices: DeviceLists;
  readonly choice: DeviceChoice;
  /** After any of the above changed. */
  onChange(listener: () => void): () => void;
  start(conversationId: ConversationId, options: { video: boolean }): Promise<void>;
  /** Accepts a ringing call or joins a running one; leaves the present call first. */
  join(callId: CallId, options: { video: boolean }): Promise<void>;
  decline(callId: CallId): Promise<void>;
  hangUp(): Promise<void>;
  setMicrophone(on: boolean): Promise<void>;
  setCamera(on: boolean): Promise<void>;
  /** Resolves to false where the user picked nothing. */
  shareScreen(on: boolean): Promise<boolean>;
  /** Takes effect at once, in a call too. */
  choose(choice: Partial<DeviceChoice>): Promise<void>;
  /** Asks for permission where needed and reads the lists anew. */
  refreshDevices(): Promise<void>;
  /** Opens the devices of the next call ahead of it. */
  prepareDevices(options: { video: boolean }): Promise<void>;
  dismissEnded(): void;
  /** The page tells what it shows, so that hidden videos are paused and small ones come small. */
  setVisible(streamId: StreamId, size: 'hidden' | 'small' | 'large'): void;
  /** Figures of the call as it is now, for the details panel and for reports of trouble; null outside of a call. */
  diagnostics(): Promise<CallDiagnostics | null>;
  close(): void;
}

/** What `window.parley.callDiagnostics()` answers. Counters grow over the life of the connection they belong to. */
export interface CallDiagnostics {
  callId: CallId;
  me: ParticipantId;
  onSfu: boolean;
  topology: Topology;
  switching: Switching | null;
  /** Each connection that is up, those on their way out included. */
  connections: ConnectionDiagnostics[];
  /** Every carrier of every remote stream. */
  carriers: CarrierDiagnostics[];
}
export interface ConnectionDiagnostics {
  link: 'mesh' | 'sfu';
  /** Of the peer links, or the one the place on the SFU was taken for. */
  epoch: number;
  /** null: the SFU. */
  participantId: ParticipantId | null;
  state: string;
  path: 'connecting' | 'direct' | 'relay' | 'sfu';
  /** Types of the selected candidates: host, srflx, prflx, relay. */
  localCandidate: string | null;
  remoteCandidate: string | null;
  protocol: string | null;
  roundTripMs: number | null;
  bytesSent: number;
  bytesReceived: number;
}
export interface CarrierDiagnostics {
  participantId: ParticipantId;
  streamId: StreamId;
  source: Source;
  key: string;
  link: 'mesh' | 'sfu';
  epoch: number;
  flowing: boolean;
  framesDecoded: number;
  bytesReceived: number;
  packetsLost: number;
  frameWidth: number | null;
  frameHeight: number | null;
}
