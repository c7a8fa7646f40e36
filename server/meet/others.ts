import type { UserId } from '../../protocol/ids.ts';
import type { PastMeeting } from '../../protocol/meet.ts';
import type { FarConnection } from './far-connection.ts';
import type { SeatCard } from './seat.ts';

export interface Reported {
  readonly meetingId: string;
  /** Who reports, and whom. */
  readonly userId: UserId;
  readonly partnerId: UserId;
  readonly paused: boolean;
}

/** The other processes, as the one that holds a meeting needs them. */
export interface Others {
  /** A seat that waits there, for this meeting; null: it does not wait any more, or nobody answers. */
  claim(
    node: string,
    seat: string,
    meetingId: string,
  ): Promise<{ connection: FarConnection; card: SeatCard } | null>;
  /** Back to where its socket is. */
  release(connection: FarConnection, card: SeatCard, searches: boolean): void;
  /** The page of this seat was away when its meeting ended: told to it by whichever process it comes back to. */
  endedAway(seat: string, past: PastMeeting): void;
  endingOf(seat: string): PastMeeting | null;
  /** The page came back here: it is told now, and by no other process. */
  takeEnding(seat: string): PastMeeting | null;
  /** To all processes, this one too. */
  reported(report: Reported): void;
}
