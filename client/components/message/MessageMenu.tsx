import Eye from 'lucide-solid/icons/eye';
import Copy from 'lucide-solid/icons/copy';
import Mail from 'lucide-solid/icons/mail';
import History from 'lucide-solid/icons/rotate-ccw-clock';
import Pin from 'lucide-solid/icons/pin';
import PinOff from 'lucide-solid/icons/pin-off';
import Trash from 'lucide-solid/icons/trash';
import { Show } from 'solid-js';
import type { Message } from '../../../protocol/chat.ts';
import { useStores } from '../../stores/context.tsx';
import { MenuItem } from '../../ui/Menu.tsx';
import { useDeeds } from './deeds.ts';
import { useDesk } from './desk.ts';

/** What is done to a message more rarely: the further lines of its menu and of its sheet. */
export function MessageMenu(props: { message: Message }) {
  const { conversations } = useStores();
  const desk = useDesk();
  const deeds = useDeeds();
  const may = () => conversations.may(props.message);
  /** Only of what stands in the conversation itself is known who has read it. */
  const maySeeReaders = ({ threadRootId, event, deletedAt }: Message) =>
    threadRootId === null && event === null && deletedAt === null;
  return (
    <>
      <Show when={props.message.text !== ''}>
        <MenuItem onSelect={() => deeds.copy(props.message)}>
          <Copy size={16} /> Copy text
        </MenuItem>
      </Show>
      <Show when={desk.rootId === null && props.message.threadRootId === null}>
        <MenuItem onSelect={() => deeds.leaveUnread(props.message)}>
          <Mail size={16} /> Mark unread from here
        </MenuItem>
      </Show>
      <Show when={may().pin}>
        <MenuItem onSelect={() => deeds.pin(props.message)}>
          <Show when={props.message.pinned} fallback={<Pin size={16} />}>
            <PinOff size={16} />
          </Show>
          {props.message.pinned ? 'Unpin' : 'Pin'}
        </MenuItem>
      </Show>
      <Show when={maySeeReaders(props.message)}>
        <MenuItem onSelect={() => desk.ask({ kind: 'seen', message: props.message })}>
          <Eye size={16} /> Seen by
        </MenuItem>
      </Show>
      <Show when={props.message.editedAt !== null}>
        <MenuItem onSelect={() => desk.ask({ kind: 'history', message: props.message })}>
          <History size={16} /> Earlier versions
        </MenuItem>
      </Show>
      <Show when={may().remove}>
        <MenuItem danger onSelect={() => desk.ask({ kind: 'delete', message: props.message })}>
          <Trash size={16} /> Delete
        </MenuItem>
      </Show>
    </>
  );
}
