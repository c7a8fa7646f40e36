import { type JSX, Show, untrack } from 'solid-js';
import { dayLine } from '../../ui/format.ts';
import type { Keyed } from '../../ui/keyed.ts';
import { createNow } from '../../ui/now.ts';
import { useDesk } from '../message/desk.ts';
import type { Line } from './lines.ts';
import { MessageRow } from './MessageRow.tsx';
import type { Around } from './row-props.ts';
import { eventOf, type Row } from './rows.ts';
import { SeenBy } from './SeenBy.tsx';
import { SystemLine } from './SystemLine.tsx';

/** What a line is, it stays: nothing here waits for it to become another. */
export function lineView(line: Line, around: Around): JSX.Element {
  switch (line.kind) {
    case 'day':
      return <DayLine row={line.row} />;
    case 'new':
      return (
        <div class="rule" data-kind="new" data-first-new role="separator" aria-label="New messages">
          New messages
        </div>
      );
    case 'row':
      return rowView(line.row, around);
    case 'seen':
      return <SeenBy userIds={around.readersAt(line.number) ?? []} />;
  }
}

function rowView(row: Keyed<Row>, around: Around): JSX.Element {
  const event = eventOf(untrack(row.value).item);
  if (event) return <SystemLine event={event} row={row.value()} />;
  return <MessageRow row={row} around={around} />;
}

/** In a conversation it leads to other days. */
function DayLine(props: { row: Keyed<Row> }) {
  const desk = useDesk();
  const now = createNow(60_000);
  const at = () => props.row.value().createdAt;
  const words = () => <time datetime={new Date(at()).toISOString()}>{dayLine(at(), now())}</time>;
  return (
    <div class="rule">
      <Show when={desk.rootId === null} fallback={words()}>
        <button type="button" class="day-button" title="Jump to a date" onClick={() => desk.chooseDate(at())}>
          {words()}
        </button>
      </Show>
    </div>
  );
}
