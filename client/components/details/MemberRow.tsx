import { A } from '@solidjs/router';
import Ellipsis from 'lucide-solid/icons/ellipsis';
import { createMemo, createSignal, Show } from 'solid-js';
import type { Conversation, GroupRole, Member } from '../../../protocol/chat.ts';
import { useStores } from '../../stores/context.tsx';
import { Avatar } from '../../ui/Avatar.tsx';
import { Confirm } from '../../ui/Confirm.tsx';
import { Menu, MenuItem } from '../../ui/Menu.tsx';
import { createNow } from '../../ui/now.ts';
import { wordsFor } from '../../ui/words.ts';
import { presenceWords } from '../people/presence-words.ts';

const TITLES = { owner: 'Owner', moderator: 'Moderator', member: null } as const;

interface MemberRowProps {
  conversation: Conversation;
  member: Member;
  myRole: GroupRole;
}

export function MemberRow(props: MemberRowProps) {
  const { people, session } = useStores();
  const now = createNow();
  const id = () => props.member.userId;
  const name = () => people.user(id())?.name ?? 'Someone';
  const isMe = () => id() === session.me()?.id;
  const presence = () => (isMe() ? 'online' : people.presence(id()));
  const mayAct = createMemo(() => {
    if (isMe() || props.member.role === 'owner') return false;
    return props.myRole === 'owner' || (props.myRole === 'moderator' && props.member.role === 'member');
  });
  return (
    <li class="-mx-2.5 flex min-h-12 items-center rounded-control px-2.5 hover:bg-hover">
      <A href={`/people/${id()}`} class="flex min-w-0 flex-1 items-center gap-3 rounded-control py-1.5">
        <Avatar
          id={id()}
          name={name()}
          fileId={people.user(id())?.avatarFileId ?? null}
          size={36}
          presence={presence()}
        />
        <span class="min-w-0 flex-1">
          <span class="block truncate text-14 font-[550]">{isMe() ? `${name()} (you)` : name()}</span>
          <span class="block truncate text-12 text-muted">
            {presenceWords(presence(), people.lastSeen(id()), now())}
          </span>
        </span>
        <Show when={TITLES[props.member.role]}>
          {(title) => <span class="text-12 text-muted">{title()}</span>}
        </Show>
      </A>
      <Show when={mayAct()}>
        <MemberMenu {...props} name={name()} />
      </Show>
    </li>
  );
}

function MemberMenu(props: MemberRowProps & { name: string }) {
  const { conversations, toasts } = useStores();
  const [asking, setAsking] = createSignal<'remove' | 'hand over' | null>(null);
  const close = () => setAsking(null);
  const setRole = (role: 'moderator' | 'member') => {
    conversations
      .setRole(props.conversation.id, props.member.userId, role)
      .catch((error: unknown) => toasts.show('problem', wordsFor(error)));
  };
  return (
    <>
      <Menu label={`Actions for ${props.name}`} icon={<Ellipsis size={18} />}>
        <Show when={props.myRole === 'owner'}>
          <Show
            when={props.member.role === 'member'}
            fallback={<MenuItem onSelect={() => setRole('member')}>Take the moderator role away</MenuItem>}
          >
            <MenuItem onSelect={() => setRole('moderator')}>Make moderator</MenuItem>
          </Show>
          <MenuItem onSelect={() => setAsking('hand over')}>Make owner</MenuItem>
        </Show>
        <MenuItem danger onSelect={() => setAsking('remove')}>
          Remove from the group
        </MenuItem>
      </Menu>
      <Show when={asking() === 'hand over'}>
        <Confirm
          title={`Make ${props.name} the owner`}
          text={`A group has one owner. ${props.name} will be it, and you a moderator; only ${props.name} can change that back.`}
          action="Hand over"
          onConfirm={() => conversations.setRole(props.conversation.id, props.member.userId, 'owner')}
          onClose={close}
        />
      </Show>
      <Show when={asking() === 'remove'}>
        <Confirm
          title={`Remove ${props.name}`}
          text={`${props.name} will no longer see this group. What they wrote stays.`}
          action="Remove"
          onConfirm={() => conversations.removeMember(props.conversation.id, props.member.userId)}
          onClose={close}
        />
      </Show>
    </>
  );
}
