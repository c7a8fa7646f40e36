import { type Accessor, createEffect, createSignal, on } from 'solid-js';
import { useStores } from '../../stores/context.tsx';
import { oneLine } from '../text/one-line.ts';
import { filesOf, type Row, textOf } from './rows.ts';

/** Says each message that arrives while the conversation is open; older pages and my own stay silent. */
export function Announcer(props: { rows: readonly { key: string; value: Accessor<Row> }[] }) {
  const { people } = useStores();
  const [words, setWords] = createSignal('');
  let newest = 0;
  createEffect(
    on(
      () => props.rows.at(-1),
      (place) => {
        const row = place?.value();
        if (row?.item.kind !== 'message') return;
        const { number, event } = row.item.message;
        const isNew = newest !== 0 && number > newest;
        newest = Math.max(newest, number);
        if (!isNew || row.own || event) return;
        const poll = row.item.message.poll ? 'Poll: ' : '';
        const said =
          oneLine(textOf(row.item)) ||
          filesOf(row.item)
            .map((file) => file.name)
            .join(', ');
        setWords(`${people.user(row.senderId)?.name ?? 'Someone'}: ${poll}${said}`);
      },
    ),
  );
  return (
    <p class="sr-only" aria-live="polite">
      {words()}
    </p>
  );
}
