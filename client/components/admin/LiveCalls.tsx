import { For, Show } from 'solid-js';
import type { LiveCallFigures } from '../../../protocol/admin.ts';
import { useStores } from '../../stores/context.tsx';
import { duration, namesLine, plural } from '../../ui/format.ts';
import { createNow } from '../../ui/now.ts';

/** Who is in which call, and how its media goes. */
export function LiveCalls(props: { calls: readonly LiveCallFigures[] }) {
  return (
    <Show when={props.calls.length > 0} fallback={<p class="text-14 text-muted">No call runs.</p>}>
      <ul aria-label="Calls that run">
        <For each={props.calls.map(({ id }) => id)}>
          {(id) => (
            <Show when={props.calls.find((call) => call.id === id)}>{(call) => <Line call={call()} />}</Show>
          )}
        </For>
      </ul>
    </Show>
  );
}

function Line(props: { call: LiveCallFigures }) {
  const { people } = useStores();
  const now = createNow(5_000);
  const who = () =>
    props.call.kind === 'meeting'
      ? 'Two strangers'
      : namesLine(props.call.userIds.map((id) => people.user(id)?.name ?? 'Someone'));
  const what = () => {
    const { kind, video, state } = props.call;
    const way = `${video ? 'Video' : 'Audio'} call${kind === 'group' ? ' of a group' : ''}`;
    return state === 'ringing' ? `${way}, ringing` : way;
  };
  return (
    <li class="flex min-h-12 flex-wrap items-center gap-x-4 border-b border-line py-2 last:border-0">
      <p class="min-w-0 flex-1 text-14">
        <span class="block truncate font-[550]">{who()}</span>
        <span class="block text-13 text-muted">
          {what()} · {plural(props.call.people, 'person', 'people')}
        </span>
      </p>
      <p class="figures text-right text-13 text-muted">
        {wayOf(props.call)}
        <span class="block">{duration(Math.max(0, now() - props.call.startedAt))}</span>
      </p>
    </li>
  );
}

function wayOf({ topology, path, switching }: LiveCallFigures): string {
  if (switching) return 'Changing its way';
  if (topology === 'sfu') return 'Over the server';
  if (path === 'relay') return 'Between browsers, by relay';
  return path === null ? 'Between browsers' : 'Between browsers, direct';
}
