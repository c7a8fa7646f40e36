import type { Conversation, FileInfo } from '../../../protocol/chat.ts';
import type { Timeline } from '../../stores/contract.ts';
import type { Keyed } from '../../ui/keyed.ts';
import type { Row } from './rows.ts';

/** What every row of a timeline is given. */
export interface Around {
  readonly conversation: Conversation;
  readonly timeline: Timeline;
  /** Who read no further than the message of this number; undefined: nobody stands there. */
  readersAt(number: number): readonly string[] | undefined;
  /** Whether the pointer or the focus is on the message of this id. */
  isActive(id: string): boolean;
  onView(files: readonly FileInfo[], at: number): void;
}

export interface RowProps {
  row: Keyed<Row>;
  around: Around;
}
