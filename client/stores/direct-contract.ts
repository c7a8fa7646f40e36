import type { Accessor } from 'solid-js';
import type { DirectState } from '../direct/direct-engine.ts';
import type { FileLine, Line } from '../direct/room-book.ts';
import type { MeetStore } from './meet-contract.ts';
import type { LiveStore } from './page-contract.ts';

/** Their code comes with their pages, which close what they opened. */
export interface RoomOpeners {
  openMeet(): Promise<MeetStore>;
  /** What happens on this server now. */
  openLive(): Promise<LiveStore>;
  openDirectRoom(room: string): Promise<DirectStore>;
}

/** One's own half of a room off the record. Methods reject with ParleyError, or where the device keeps nothing more. */
export interface DirectStore {
  state: Accessor<DirectState>;
  /** In the order in which they came to this device. */
  lines: Accessor<readonly Line[]>;
  /** Whether this browser keeps what was said, over leaving the page. */
  keeps: Accessor<boolean>;
  /** Waits in this browser where the other cannot be reached. */
  say(text: string): Promise<void>;
  offer(files: readonly File[]): void;
  /** The same file chosen again, where this browser has it no longer. False: it is another one. */
  renew(id: string, file: File): boolean;
  accept(id: string): Promise<void>;
  /** Whether its person is asked where it goes: it is large, and this browser can ask. */
  mayPick(file: FileLine): boolean;
  /** Straight into a file that its person picks now. */
  acceptInto(file: FileLine): Promise<void>;
  stop(id: string): Promise<void>;
  /** Out of the browser, to where its person keeps files. False: it is here no longer. */
  save(file: FileLine): Promise<boolean>;
  keep(keeps: boolean): Promise<void>;
  /** From this browser, and leaves the room. */
  erase(): Promise<void>;
  tryAgain(): Promise<void>;
  /** Leaving the page leaves the room. */
  close(): void;
}
