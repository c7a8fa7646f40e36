import type { Accessor } from 'solid-js';
import type { Meeting, MeetState } from '../../protocol/meet.ts';
import type { MeetTerms, StrangerReport } from '../api/api.ts';
import type { LocalState } from '../call/call-state.ts';
import type { MeetText } from '../meet/meet-client.ts';
import type { CallStore } from './call-contract.ts';

/** Meeting strangers, from opening the page to leaving it. Methods reject with ParleyError. */
export interface MeetStore {
  /** Of two, the newest that the server told. */
  state: Accessor<MeetState>;
  terms: Accessor<MeetTerms | undefined>;
  /** Why there are no terms yet; they are asked for again when the server is back. */
  problem: Accessor<unknown>;
  /** Of the present meeting, oldest first. */
  texts: Accessor<readonly MeetText[]>;
  partnerTypes: Accessor<boolean>;
  /** The call of the meeting; its devices stay open from one meeting to the next. */
  call: CallStore;
  /** One's own devices, in a meeting or not; null: not opened yet. */
  local: Accessor<LocalState | null>;
  stateAge(): Promise<void>;
  /** In a call that `start` hangs up; a call that is taken later stops this. */
  isInCall: Accessor<boolean>;
  start(input: { name: string; tags: string[] }): Promise<void>;
  next(): Promise<void>;
  stop(): Promise<void>;
  setMicrophone(on: boolean): void;
  setCamera(on: boolean): void;
  /** Shown at once; goes out again after a lost line. */
  say(text: string): void;
  /** Call on every input; the notice renews and ends by itself. */
  typed(): void;
  extend(wanted: boolean): Promise<void>;
  reveal(): Promise<void>;
  keep(wanted: boolean): Promise<void>;
  /** The present meeting, or the last one for as long as it is told of; null where one has done with it. */
  reportable: Accessor<Meeting | null>;
  block(meetingId: string): Promise<void>;
  report(report: StrangerReport): Promise<void>;
  /** Leaving the page leaves the meeting. */
  close(): void;
}
