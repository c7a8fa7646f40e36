import UserPlus from 'lucide-solid/icons/user-plus';
import { createMemo, For, Show } from 'solid-js';
import type { Conversation, GroupRole } from '../../../protocol/chat.ts';
import { useStores } from '../../stores/context.tsx';
import { createKeyed } from '../../ui/keyed.ts';
import { MemberRow } from './MemberRow.tsx';

const RANK = { owner: 0, moderator: 1, member: 2 } as const satisfies Record<GroupRole, number>;

interface MemberListProps {
  conversation: Conversation;
  myRole: GroupRole;
  /** Where somebody may be added by me. */
  onAdd?: () => void;
}

export function MemberList(props: MemberListProps) {
  const { people } = useStores();
  const members = createMemo(() => {
    const nameOf = (id: string) => people.user(id)?.name ?? '';
    return props.conversation.members.toSorted(
      (a, b) => RANK[a.role] - RANK[b.role] || nameOf(a.userId).localeCompare(nameOf(b.userId)),
    );
  });
  const rows = createKeyed(members, (member) => member.userId);
  return (
    <section>
      <h3 class="mb-2 text-13 font-semibold text-muted">
        Members <span class="figures font-normal">{members().length}</span>
      </h3>
      <Show when={props.onAdd}>
        <button type="button" class="pick-row -mx-2.5 w-[calc(100%+20px)]!" onClick={() => props.onAdd?.()}>
          <span class="grid size-9 place-items-center rounded-full bg-hover text-muted">
            <UserPlus size={17} />
          </span>
          <span class="text-14 font-[550]">Add member</span>
        </button>
      </Show>
      <ul aria-label="Members">
        <For each={rows()}>
          {(row) => (
            <MemberRow conversation={props.conversation} member={row.value()} myRole={props.myRole} />
          )}
        </For>
      </ul>
    </section>
  );
}
