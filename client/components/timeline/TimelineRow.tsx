import { Show } from 'solid-js';
import { dayLine } from '../../ui/format.ts';
import { createNow } from '../../ui/now.ts';
import { useDesk } from '../message/desk.ts';
import { MessageRow } from './MessageRow.tsx';
import type { RowProps } from './row-props.ts';
import { SeenBy } from './SeenBy.tsx';
import { SystemLine } from './SystemLine.tsx';

export function TimelineRow(props: RowProps) {
  const message = () => (props.row.item.kind === 'message' ? props.row.item.message : null);
  const event = () => message()?.event ?? null;
  const seenBy = () => {
    const number = message()?.number;
    return props.conversation.kind === 'group' && number !== undefined
      ? props.readers.get(number)
      : undefined;
  };
  return (
    <>
      <Show when={props.row.newDay}>
        <DayLine at={props.row.createdAt} />
      </Show>
      <Show when={props.row.firstNew}>
        <div class="rule" data-kind="new" data-first-new role="separator" aria-label="New messages">
          New messages
        </div>
      </Show>
      <Show when={event()} fallback={<MessageRow {...props} />}>
        {(told) => <SystemLine event={told()} row={props.row} />}
      </Show>
      <Show when={seenBy()}>{(readers) => <SeenBy userIds={readers()} />}</Show>
    </>
  );
}

/** In a conversation it leads to other days. */
function DayLine(props: { at: number }) {
  const desk = useDesk();
  const now = createNow(60_000);
  const words = () => <time datetime={new Date(props.at).toISOString()}>{dayLine(props.at, now())}</time>;
  return (
    <div class="rule">
      <Show when={desk.rootId === null} fallback={words()}>
        <button
          type="button"
          class="day-button"
          title="Jump to a date"
          onClick={() => desk.chooseDate(props.at)}
        >
          {words()}
        </button>
      </Show>
    </div>
  );
}
