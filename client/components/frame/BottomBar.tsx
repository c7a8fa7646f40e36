import { A } from '@solidjs/router';
import MessageSquare from 'lucide-solid/icons/message-square';
import Phone from 'lucide-solid/icons/phone';
import Shuffle from 'lucide-solid/icons/shuffle';
import UserRound from 'lucide-solid/icons/user-round';
import Users from 'lucide-solid/icons/users';
import { type JSX, Show } from 'solid-js';
import { useStores } from '../../stores/context.tsx';
import { Count } from '../../ui/Count.tsx';
import type { Place } from './places.ts';
import { createUnreadConversations } from './unread.ts';

export function BottomBar(props: { place: Place }) {
  const { session } = useStores();
  const unread = createUnreadConversations();
  return (
    <nav class="frame-bottom" aria-label="Parley">
      <BottomLink href="/" label="Messages" current={props.place === 'messages'}>
        <MessageSquare size={22} />
        <Count of={unread()} label="unread conversations" class="absolute -top-1.5 -right-2.5" />
      </BottomLink>
      <BottomLink href="/calls" label="Calls" current={props.place === 'calls'}>
        <Phone size={22} />
      </BottomLink>
      <Show
        when={session.server()?.meet !== 'off'}
        fallback={
          <BottomLink href="/people" label="People" current={props.place === 'people'}>
            <Users size={22} />
          </BottomLink>
        }
      >
        <BottomLink href="/meet" label="Meet" current={props.place === 'meet'}>
          <Shuffle size={22} />
        </BottomLink>
      </Show>
      <BottomLink href="/settings" label="Me" current={props.place === 'settings' || props.place === 'admin'}>
        <UserRound size={22} />
      </BottomLink>
    </nav>
  );
}

function BottomLink(props: { href: string; label: string; current: boolean; children: JSX.Element }) {
  return (
    <A href={props.href} class="bottom-link ring-inset" aria-current={props.current ? 'page' : undefined}>
      <span class="relative">{props.children}</span>
      <span>{props.label}</span>
    </A>
  );
}
