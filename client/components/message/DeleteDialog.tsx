import type { Message } from '../../../protocol/chat.ts';
import { useStores } from '../../stores/context.tsx';
import { Confirm } from '../../ui/Confirm.tsx';

export function DeleteDialog(props: { message: Message; onClose: () => void }) {
  const { conversations, session } = useStores();
  return (
    <Confirm
      title="Delete this message"
      text={
        props.message.senderId === session.me()?.id
          ? 'It will be gone for everyone, with its files and reactions. That it was there stays visible.'
          : 'It is somebody else’s. It will be gone for everyone, and that it was there stays visible.'
      }
      action="Delete"
      onConfirm={() => conversations.remove(props.message)}
      onClose={() => props.onClose()}
    />
  );
}
