import PhoneMissed from 'lucide-solid/icons/phone-missed';
import Phone from 'lucide-solid/icons/phone';
import Video from 'lucide-solid/icons/video';
import { Match, Show, Switch } from 'solid-js';
import type { SystemEvent } from '../../../protocol/chat.ts';
import { useStores } from '../../stores/context.tsx';
import { timeOf } from '../../ui/format.ts';
import { eventLine } from '../conversations/preview.ts';
import type { Row } from './rows.ts';

export function SystemLine(props: { event: SystemEvent; row: Row }) {
  const { people, session } = useStores();
  const words = () =>
    eventLine(
      props.event,
      props.row.senderId,
      (id) => people.user(id)?.name ?? 'Someone',
      session.me()?.id ?? '',
    );
  const number = () => (props.row.item.kind === 'message' ? props.row.item.message.number : 0);
  return (
    <p
      data-line={number()}
      class="my-2 flex items-center justify-center gap-2 px-3 text-center text-13 text-muted"
    >
      <Show when={props.event.kind === 'call' ? props.event : null}>
        {(call) => (
          <Switch fallback={<Phone size={14} class="flex-none" />}>
            <Match when={call().outcome !== 'ended'}>
              <PhoneMissed size={14} class="flex-none text-danger-text" />
            </Match>
            <Match when={call().video}>
              <Video size={15} class="flex-none" />
            </Match>
          </Switch>
        )}
      </Show>
      <span>
        {words()} ·{' '}
        <time datetime={new Date(props.row.createdAt).toISOString()}>{timeOf(props.row.createdAt)}</time>
      </span>
    </p>
  );
}
