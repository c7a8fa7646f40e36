import type { DownEvent } from '../../protocol/down.ts';
import type { NoticeType, Replies, RequestType, UpInputOf } from '../../protocol/up.ts';

/** `connecting`: never open yet; `reconnecting`: was open; `closed`: for good, until `open` is called again. */
export type SocketState =
  | { state: 'connecting' }
  | { state: 'open' }
  | { state: 'reconnecting'; attempt: number; nextTryAt: number }
  | { state: 'closed'; reason: 'signedOut' | 'suspended' | 'versionMismatch' | 'byPage' };

/** What engines and stores need of the connection. connection.ts implements it; tests have a fake. */
export interface Socket {
  readonly state: SocketState;
  onState(listener: (state: SocketState) => void): () => void;
  /** Every event in the order of arrival, `session.welcome` of each (re)connection included. */
  onEvent(listener: (event: DownEvent) => void): () => void;
  /**
   * Rejects with ParleyError: the server's, or `unavailable` when the answer did not come (socket closed, timeout):
   * then whether it was carried out is unknown. While not open it rejects at once.
   */
  request<T extends RequestType>(up: UpInputOf<T>): Promise<Replies[T]>;
  /** Dropped while the socket is not open. */
  notify<T extends NoticeType>(up: UpInputOf<T>): void;
}
