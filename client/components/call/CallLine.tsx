import { A } from '@solidjs/router';
import PhoneIncoming from 'lucide-solid/icons/phone-incoming';
import PhoneMissed from 'lucide-solid/icons/phone-missed';
import PhoneOutgoing from 'lucide-solid/icons/phone-outgoing';
import { Dynamic } from 'solid-js/web';
import { useStores } from '../../stores/context.tsx';
import { listTime } from '../../ui/format.ts';
import { createNow } from '../../ui/now.ts';
import { type CallDirection, callLine, directionOf, type RecentCall } from './call-line.ts';
import { useTitleOf } from './use-call-title.ts';

const icons = {
  incoming: PhoneIncoming,
  outgoing: PhoneOutgoing,
  missed: PhoneMissed,
} satisfies Record<CallDirection, typeof PhoneMissed>;

export function CallLine(props: { call: RecentCall }) {
  const { session } = useStores();
  const titleOf = useTitleOf();
  const now = createNow();
  const me = () => session.me()?.id ?? '';
  const direction = () => directionOf(props.call, me());
  return (
    <li>
      <A href={`/c/${props.call.conversationId}`} class="calls-line" data-direction={direction()}>
        <Dynamic component={icons[direction()]} size={18} aria-hidden="true" />
        <span class="calls-words">
          <span class="calls-title">{titleOf(props.call.conversationId)}</span>
          <span class="calls-what">{callLine(props.call, me())}</span>
        </span>
        <time datetime={new Date(props.call.startedAt).toISOString()} class="calls-time">
          {listTime(props.call.startedAt, now())}
        </time>
      </A>
    </li>
  );
}
