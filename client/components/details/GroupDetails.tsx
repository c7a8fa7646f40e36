import { createMemo, createSignal, type JSX, Match, Show, Suspense, Switch } from 'solid-js';
import type { Conversation } from '../../../protocol/chat.ts';
import { useStores } from '../../stores/context.tsx';
import { Button } from '../../ui/Button.tsx';
import { Confirm } from '../../ui/Confirm.tsx';
import { ConversationFace } from '../conversations/ConversationFace.tsx';
import { AddMember } from './AddMember.tsx';
import { EditGroup } from './EditGroup.tsx';
import { GroupLinks } from './GroupLinks.tsx';
import { LeaveGroup } from './LeaveGroup.tsx';
import { MemberList } from './MemberList.tsx';

type Open = 'edit' | 'add' | 'links' | 'leave' | 'archive' | null;

export function GroupDetails(props: { conversation: Conversation }) {
  const { session } = useStores();
  const [open, setOpen] = createSignal<Open>(null);
  const close = () => setOpen(null);
  const role = createMemo(
    () => props.conversation.members.find((member) => member.userId === session.me()?.id)?.role ?? 'member',
  );
  const isArchived = () => props.conversation.archivedAt !== null;
  const leads = () => role() !== 'member' && !isArchived();
  return (
    <>
      <About conversation={props.conversation}>
        <Show when={leads()}>
          <div class="flex flex-wrap justify-center gap-2">
            <Button onClick={() => setOpen('edit')}>Edit group</Button>
            <Button onClick={() => setOpen('links')}>Invite links</Button>
          </div>
        </Show>
      </About>
      <MemberList
        conversation={props.conversation}
        myRole={role()}
        {...(leads() ? { onAdd: () => setOpen('add') } : {})}
      />
      <div class="flex flex-wrap gap-2">
        <Show when={role() === 'owner'}>
          <Button onClick={() => setOpen('archive')}>{isArchived() ? 'Bring back' : 'Archive group'}</Button>
        </Show>
        <Button kind="danger-plain" onClick={() => setOpen('leave')}>
          Leave group
        </Button>
      </div>
      {/* What a dialog waits for must not take the panel away meanwhile. */}
      <Suspense>
        <Switch>
          <Match when={open() === 'edit'}>
            <EditGroup conversation={props.conversation} onClose={close} />
          </Match>
          <Match when={open() === 'add'}>
            <AddMember conversation={props.conversation} onClose={close} />
          </Match>
          <Match when={open() === 'links'}>
            <GroupLinks conversation={props.conversation} onClose={close} />
          </Match>
          <Match when={open() === 'archive'}>
            <ArchiveGroup conversation={props.conversation} onClose={close} />
          </Match>
          <Match when={open() === 'leave'}>
            <LeaveGroup conversation={props.conversation} isOwner={role() === 'owner'} onClose={close} />
          </Match>
        </Switch>
      </Suspense>
    </>
  );
}

function About(props: { conversation: Conversation; children: JSX.Element }) {
  const kind = () => {
    if (props.conversation.archivedAt !== null) return 'Archived group: it can only be read';
    return props.conversation.visibility === 'public'
      ? 'Public group: anyone here may join'
      : 'Private group';
  };
  return (
    <section class="flex flex-col items-center gap-3 text-center">
      <ConversationFace conversation={props.conversation} size={72} />
      <div>
        <h3 class="text-18 font-semibold">{props.conversation.name}</h3>
        <p class="text-13 text-muted">{kind()}</p>
      </div>
      <Show when={props.conversation.description}>
        {(description) => <p class="text-14 whitespace-pre-line">{description()}</p>}
      </Show>
      {props.children}
    </section>
  );
}

interface AskingProps {
  conversation: Conversation;
  onClose: () => void;
}

function ArchiveGroup(props: AskingProps) {
  const { conversations } = useStores();
  const isArchived = () => props.conversation.archivedAt !== null;
  return (
    <Confirm
      title={`${isArchived() ? 'Bring back' : 'Archive'} ${props.conversation.name}`}
      text={
        isArchived()
          ? 'Its members can write, react, call and join again.'
          : 'Its members can read everything and leave, and nothing more. You can bring it back.'
      }
      action={isArchived() ? 'Bring back' : 'Archive'}
      onConfirm={() => conversations.archive(props.conversation.id, !isArchived())}
      onClose={() => props.onClose()}
    />
  );
}
