import { useNavigate } from '@solidjs/router';
import { createMemo, createSignal, Show } from 'solid-js';
import type { Conversation } from '../../../protocol/chat.ts';
import { useStores } from '../../stores/context.tsx';
import { Button } from '../../ui/Button.tsx';
import { Confirm } from '../../ui/Confirm.tsx';
import { ConversationFace } from '../conversations/ConversationFace.tsx';
import { AddMember } from './AddMember.tsx';
import { EditGroup } from './EditGroup.tsx';
import { MemberList } from './MemberList.tsx';

type Open = 'edit' | 'add' | 'leave' | null;

export function GroupDetails(props: { conversation: Conversation }) {
  const { conversations, session } = useStores();
  const navigate = useNavigate();
  const [open, setOpen] = createSignal<Open>(null);
  const close = () => setOpen(null);
  const role = createMemo(
    () => props.conversation.members.find((member) => member.userId === session.me()?.id)?.role ?? 'member',
  );
  const leads = () => role() !== 'member';
  const leave = async () => {
    await conversations.leave(props.conversation.id);
    navigate('/');
  };
  return (
    <>
      <section class="flex flex-col items-center gap-3 text-center">
        <ConversationFace conversation={props.conversation} size={72} />
        <div>
          <h3 class="text-18 font-semibold">{props.conversation.name}</h3>
          <p class="text-13 text-muted">
            {props.conversation.visibility === 'public'
              ? 'Public group: anyone here may join'
              : 'Private group'}
          </p>
        </div>
        <Show when={props.conversation.description}>
          {(description) => <p class="text-14 whitespace-pre-line">{description()}</p>}
        </Show>
        <Show when={leads()}>
          <Button onClick={() => setOpen('edit')}>Edit group</Button>
        </Show>
      </section>
      <MemberList conversation={props.conversation} myRole={role()} onAdd={() => setOpen('add')} />
      <Button kind="danger-plain" class="self-start" onClick={() => setOpen('leave')}>
        Leave group
      </Button>
      <Show when={open() === 'edit'}>
        <EditGroup conversation={props.conversation} onClose={close} />
      </Show>
      <Show when={open() === 'add'}>
        <AddMember conversation={props.conversation} onClose={close} />
      </Show>
      <Show when={open() === 'leave'}>
        <Confirm
          title={`Leave ${props.conversation.name}`}
          text="You will no longer see this group. What you wrote stays there."
          action="Leave group"
          onConfirm={leave}
          onClose={close}
        />
      </Show>
    </>
  );
}
