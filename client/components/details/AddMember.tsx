import { Show } from 'solid-js';
import type { Conversation, User } from '../../../protocol/chat.ts';
import { useStores } from '../../stores/context.tsx';
import { Button } from '../../ui/Button.tsx';
import { createAction } from '../../ui/action.ts';
import { Dialog } from '../../ui/Dialog.tsx';
import { plural } from '../../ui/format.ts';
import { Problem } from '../../ui/Problem.tsx';
import { createChosen } from '../people/chosen.ts';
import { ChosenPeople } from '../people/ChosenPeople.tsx';
import { PeoplePicker } from '../people/PeoplePicker.tsx';

export function AddMember(props: { conversation: Conversation; onClose: () => void }) {
  const { conversations } = useStores();
  const { chosen, toggle, drop } = createChosen();
  const isMember = (user: User) => props.conversation.members.some((member) => member.userId === user.id);
  const add = createAction(
    async () => {
      for (const user of chosen()) {
        await conversations.addMember(props.conversation.id, user.id);
        drop(user);
      }
      props.onClose();
    },
    { conflict: 'This person is a member by now.' },
  );
  return (
    <Dialog title="Add member" onClose={() => props.onClose()}>
      <ChosenPeople users={chosen()} onRemove={toggle} />
      <PeoplePicker autofocus chosen={chosen()} without={isMember} onPick={toggle} />
      <Problem text={add.problem()} />
      <Show when={chosen().length > 0}>
        <Button kind="primary" busy={add.busy()} onClick={() => void add.run()}>
          Add {plural(chosen().length, 'person', 'people')}
        </Button>
      </Show>
    </Dialog>
  );
}
