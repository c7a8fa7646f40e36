import { A } from '@solidjs/router';
import EyeOff from 'lucide-solid/icons/eye-off';
import Gauge from 'lucide-solid/icons/gauge';
import MessageSquare from 'lucide-solid/icons/message-square';
import Moon from 'lucide-solid/icons/moon';
import Phone from 'lucide-solid/icons/phone';
import Shuffle from 'lucide-solid/icons/shuffle';
import Users from 'lucide-solid/icons/users';
import { type JSX, Show } from 'solid-js';
import { useStores } from '../../stores/context.tsx';
import { Avatar } from '../../ui/Avatar.tsx';
import { Count } from '../../ui/Count.tsx';
import { Mark } from './Mark.tsx';
import type { Place } from './places.ts';
import { createUnreadConversations } from './unread.ts';

export function Rail(props: { place: Place }) {
  const { session, settings } = useStores();
  const unread = createUnreadConversations();
  return (
    <nav class="frame-rail" aria-label="Parley">
      <span class="mb-3 grid size-11 place-items-center">
        <Mark size={28} />
      </span>
      <RailLink href="/" label="Messages" current={props.place === 'messages'}>
        <MessageSquare size={20} />
        <Count of={unread()} label="unread conversations" class="absolute top-0.5 right-0.5" />
      </RailLink>
      <RailLink href="/calls" label="Calls" current={props.place === 'calls'}>
        <Phone size={20} />
      </RailLink>
      <Show when={session.server()?.meet !== 'off'}>
        <RailLink href="/meet" label="Meet" current={props.place === 'meet'}>
          <Shuffle size={20} />
        </RailLink>
      </Show>
      <RailLink href="/direct" label="Off the record" current={props.place === 'direct'}>
        <EyeOff size={20} />
      </RailLink>
      <RailLink href="/people" label="People" current={props.place === 'people'}>
        <Users size={20} />
      </RailLink>
      <Show when={session.me()?.role === 'owner' || session.me()?.role === 'moderator'}>
        <RailLink href="/admin" label="This server" current={props.place === 'admin'}>
          <Gauge size={20} />
        </RailLink>
      </Show>
      <span class="flex-1" />
      <Show when={session.me()}>
        {(me) => (
          <RailLink href="/settings" label="Settings" current={props.place === 'settings'}>
            <Avatar id={me().id} name={me().name} fileId={me().avatarFileId} size={32} />
            <Show when={settings.isQuiet()}>
              <span class="absolute right-1 bottom-1 grid size-4 place-items-center rounded-full bg-paper">
                <Moon size={12} role="img" aria-label="Do not disturb" />
              </span>
            </Show>
          </RailLink>
        )}
      </Show>
    </nav>
  );
}

function RailLink(props: { href: string; label: string; current: boolean; children: JSX.Element }) {
  return (
    <A
      href={props.href}
      class="rail-link"
      aria-current={props.current ? 'page' : undefined}
      data-tip={props.label}
      data-tip-side="right"
    >
      <span class="sr-only">{props.label}</span>
      {props.children}
    </A>
  );
}
