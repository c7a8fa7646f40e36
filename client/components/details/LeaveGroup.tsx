import { useNavigate } from '@solidjs/router';
import { Show } from 'solid-js';
import type { Conversation } from '../../../protocol/chat.ts';
import { useStores } from '../../stores/context.tsx';
import { Confirm } from '../../ui/Confirm.tsx';
import { Dialog } from '../../ui/Dialog.tsx';

interface LeaveGroupProps {
  conversation: Conversation;
  isOwner: boolean;
  onClose: () => void;
}

/** An owner hands the group over, or archives it, before they go. */
export function LeaveGroup(props: LeaveGroupProps) {
  const { conversations } = useStores();
  const navigate = useNavigate();
  const isLast = () => props.conversation.members.length === 1;
  const mustStay = () => props.isOwner && !isLast() && props.conversation.archivedAt === null;
  const leave = async () => {
    await conversations.leave(props.conversation.id);
    navigate('/');
  };
  return (
    <Show
      when={!mustStay()}
      fallback={
        <Dialog title="You own this group" onClose={() => props.onClose()}>
          <p class="text-15 text-muted">
            Make somebody else the owner first, in the list of members, or archive the group.
          </p>
        </Dialog>
      }
    >
      <Confirm
        title={`Leave ${props.conversation.name}`}
        text={
          isLast()
            ? 'You are the last one in it: the group and everything in it will be gone.'
            : 'You will no longer see this group. What you wrote stays there.'
        }
        action="Leave group"
        onConfirm={leave}
        onClose={() => props.onClose()}
      />
    </Show>
  );
}
