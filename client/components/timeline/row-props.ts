import type { Conversation, FileInfo } from '../../../protocol/chat.ts';
import type { Timeline } from '../../stores/contract.ts';
import type { Row } from './rows.ts';

export interface RowProps {
  row: Row;
  conversation: Conversation;
  timeline: Timeline;
  readers: ReadonlyMap<number, string[]>;
  /** Whether the pointer or the focus is on the message of this id. */
  isActive: (id: string) => boolean;
  onView: (files: readonly FileInfo[], at: number) => void;
}
