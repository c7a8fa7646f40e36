import BellOff from 'lucide-solid/icons/bell-off';
import { createMemo, Show } from 'solid-js';
import type { Conversation } from '../../../protocol/chat.ts';
import { useStores } from '../../stores/context.tsx';
import { Count } from '../../ui/Count.tsx';
import { listTime, namesLine } from '../../ui/format.ts';
import { TypingDots } from '../../ui/TypingDots.tsx';
import { useCalling } from '../frame/unread.ts';
import { ConversationFace } from './ConversationFace.tsx';
import { oneLine } from '../text/one-line.ts';
import { previewOf } from './preview.ts';

interface ConversationRowProps {
  conversation: Conversation;
  now: number;
  /** It is the one that is open. */
  current: boolean;
}

/** There may be hundreds: none watches the address by itself, as the router's own links do. */
export function ConversationRow(props: ConversationRowProps) {
  const { conversations, settings } = useStores();
  const calling = useCalling();
  const calls = () => calling(props.conversation) > 0;
  const id = () => props.conversation.id;
  const unread = () => conversations.unread(id());
  const time = () => props.conversation.lastMessage?.createdAt ?? props.conversation.createdAt;
  return (
    <a
      href={`/c/${id()}`}
      class="conversation-row ring-inset"
      aria-current={props.current ? 'page' : undefined}
      data-roving
    >
      <ConversationFace conversation={props.conversation} size={40} />
      <span class="flex min-w-0 flex-1 flex-col">
        <span class="flex items-baseline gap-2">
          <span
            class="min-w-0 flex-1 truncate text-14"
            classList={{ 'font-semibold': calls(), 'font-[550]': !calls() }}
          >
            {conversations.title(props.conversation)}
          </span>
          <time
            class="flex-none text-12"
            classList={{
              'text-accent-text': calls() && !props.current,
              // On the ground of the row that is open the accent would be too faint.
              'text-ink': calls() && props.current,
              'text-muted': !calls(),
            }}
            datetime={new Date(time()).toISOString()}
          >
            {listTime(time(), props.now)}
          </time>
        </span>
        <span class="flex items-center gap-2">
          <LastLine conversation={props.conversation} strong={calls()} current={props.current} />
          <Show when={conversations.mentioned(id())}>
            {(count) => (
              <span class="badge flex-none text-13 font-semibold text-warn-text" title="You are named">
                <span aria-hidden="true">@{count() > 1 ? count() : ''}</span>
                <span class="sr-only">{` ${count()} naming you`}</span>
              </span>
            )}
          </Show>
          <Show when={settings.isMuted(id())}>
            <BellOff size={14} class="flex-none text-muted" aria-label="Muted" role="img" />
          </Show>
          <Count of={unread()} label="unread" isQuiet={!calls()} />
        </span>
      </span>
    </a>
  );
}

function LastLine(props: { conversation: Conversation; strong: boolean; current: boolean }) {
  const { conversations, drafts, people, session } = useStores();
  const nameOf = (id: string) => people.user(id)?.name ?? 'Someone';
  const firstName = (id: string) => nameOf(id).split(' ')[0] ?? '';
  const typing = createMemo(() => conversations.typing(props.conversation.id));
  // While it is open the composer itself shows it.
  const draft = () =>
    props.current ? '' : drafts.of({ conversationId: props.conversation.id, threadRootId: null }).text;
  const line = createMemo(() => {
    const message = props.conversation.lastMessage;
    if (!message) return 'No messages yet';
    const me = session.me()?.id ?? '';
    const text = previewOf(message, nameOf, me);
    if (message.event) return text;
    if (message.senderId === me) return `You: ${text}`;
    return props.conversation.kind === 'group' ? `${firstName(message.senderId)}: ${text}` : text;
  });
  return (
    <span
      class="min-w-0 flex-1 truncate text-13"
      classList={{ 'text-ink': props.strong, 'text-muted': !props.strong }}
    >
      <Show
        when={typing().length > 0}
        fallback={
          <Show when={draft().trim()} fallback={line()}>
            <span class="text-accent-text">Draft:</span> {oneLine(draft())}
          </Show>
        }
      >
        <span class="text-accent-text">
          <TypingDots />{' '}
          {props.conversation.kind === 'group' ? `${namesLine(typing().map(firstName))} typing` : 'typing'}
        </span>
      </Show>
    </span>
  );
}
