import EyeOff from 'lucide-solid/icons/eye-off';
import Info from 'lucide-solid/icons/info';
import Phone from 'lucide-solid/icons/phone';
import Pin from 'lucide-solid/icons/pin';
import Search from 'lucide-solid/icons/search';
import Video from 'lucide-solid/icons/video';
import { createMemo, type JSX, Show } from 'solid-js';
import type { Conversation } from '../../../protocol/chat.ts';
import { useStores } from '../../stores/context.tsx';
import { plural } from '../../ui/format.ts';
import { IconButton } from '../../ui/IconButton.tsx';
import { wordsFor } from '../../ui/words.ts';
import type { Panel } from '../panel/panels.ts';
import { PageHeader } from '../frame/PageHeader.tsx';
import { presenceWords } from '../people/presence-words.ts';
import { createNow } from '../../ui/now.ts';
import { useInvite } from '../direct/invite.ts';
import { ConversationFace } from './ConversationFace.tsx';

interface HeaderProps {
  conversation: Conversation;
  panel: Panel | null;
}

export function ConversationHeader(props: HeaderProps) {
  const { conversations } = useStores();
  const invite = useInvite();
  const path = () => `/c/${props.conversation.id}`;
  return (
    <PageHeader back="/">
      <a
        href={`${path()}?details`}
        class="-ml-1 flex min-h-11 min-w-0 flex-1 items-center gap-3 rounded-control px-1"
      >
        <ConversationFace conversation={props.conversation} size={32} />
        <span class="min-w-0">
          <h1 class="truncate text-15 leading-tight font-semibold">
            {conversations.title(props.conversation)}
          </h1>
          <span class="block truncate text-12 text-muted">
            <UnderTitle conversation={props.conversation} />
          </span>
          <span class="sr-only">Details</span>
        </span>
      </a>
      <Show when={props.conversation.archivedAt === null}>
        <CallButtons conversationId={props.conversation.id} />
        <Show when={props.conversation.kind === 'direct'}>
          <IconButton
            label="Talk off the record"
            class="max-tablet:hidden"
            onClick={() => invite(props.conversation.id)}
          >
            <EyeOff size={18} />
          </IconButton>
        </Show>
      </Show>
      <PanelButton {...props} of="search" label="Search">
        <Search size={18} />
      </PanelButton>
      <PanelButton {...props} of="pins" label="Pinned messages">
        <Pin size={18} />
      </PanelButton>
      <PanelButton {...props} of="details" label="Details">
        <Info size={19} />
      </PanelButton>
    </PageHeader>
  );
}

/** A phone has room for one; the others stand in the details. */
function PanelButton(props: HeaderProps & { of: Panel; label: string; children: JSX.Element }) {
  const open = () => props.panel === props.of;
  return (
    <a
      href={open() ? `/c/${props.conversation.id}` : `/c/${props.conversation.id}?${props.of}`}
      class="icon-button"
      classList={{ 'max-tablet:hidden': props.of !== 'details' }}
      aria-label={props.label}
      aria-expanded={open()}
      data-tip={props.label}
      data-tip-side="left"
    >
      {props.children}
    </a>
  );
}

/** Who is there: in words for one person, in numbers for a group. */
function UnderTitle(props: { conversation: Conversation }) {
  const { conversations, people, session } = useStores();
  const now = createNow();
  const line = createMemo(() => {
    const other = conversations.counterpart(props.conversation);
    if (props.conversation.kind === 'direct' && other !== null) {
      const status = people.user(other)?.status;
      const presence = presenceWords(people.presence(other), people.lastSeen(other), now());
      return status ? `${presence} · ${status}` : presence;
    }
    const members = props.conversation.members;
    const there = members.filter(
      (member) => member.userId === session.me()?.id || people.presence(member.userId) === 'online',
    ).length;
    return `${plural(members.length, 'member')} · ${there} online`;
  });
  return <>{line()}</>;
}

export function CallButtons(props: { conversationId: string }) {
  const { call, toasts } = useStores();
  const start = (video: boolean) => {
    call
      .start(props.conversationId, { video })
      .catch((error: unknown) => toasts.show('problem', wordsFor(error)));
  };
  return (
    <>
      <IconButton label="Audio call" onClick={() => start(false)}>
        <Phone size={18} />
      </IconButton>
      <IconButton label="Video call" onClick={() => start(true)}>
        <Video size={20} />
      </IconButton>
    </>
  );
}
