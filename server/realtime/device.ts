import type { DownEvent } from '../../protocol/down.ts';
import type { SessionId, UserId } from '../../protocol/ids.ts';

/** One open WebSocket after its hello, as handlers see it. */
export interface Connection {
  readonly id: string;
  readonly deviceId: string;
  readonly userId: UserId;
  readonly sessionId: SessionId;
  /** Without an account. */
  readonly isGuest: boolean;
  /** Whoever awaits something asks it afterwards: who closed meanwhile is told of nothing more. */
  readonly isOpen: boolean;
  /** When the last sign of life came, by the clock. */
  readonly heardAt: number;
  send(event: DownEvent): void;
  /** Asks the device for a sign of life below the page, which may be busy. */
  probe(): void;
  /** Runs once when the socket closes, for whatever reason. */
  onClose(listener: () => void): void;
}
