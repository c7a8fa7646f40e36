import { createMemo } from 'solid-js';
import type { Conversation } from '../../../protocol/chat.ts';
import { useStores } from '../../stores/context.tsx';
import { Avatar } from '../../ui/Avatar.tsx';

interface FaceProps {
  conversation: Conversation;
  size: 28 | 32 | 36 | 40 | 72;
}

/** The other person's face with presence, or the group's, which is square. */
export function ConversationFace(props: FaceProps) {
  const { conversations, people } = useStores();
  const other = createMemo(() => conversations.counterpart(props.conversation));
  const isGroup = () => props.conversation.kind === 'group';
  const fileId = () => {
    const id = other();
    return isGroup() || id === null
      ? props.conversation.avatarFileId
      : (people.user(id)?.avatarFileId ?? null);
  };
  const presence = () => {
    const id = other();
    return isGroup() || id === null ? undefined : people.presence(id);
  };
  return (
    <Avatar
      id={isGroup() ? props.conversation.id : (other() ?? props.conversation.id)}
      name={conversations.title(props.conversation)}
      fileId={fileId()}
      size={props.size}
      square={isGroup()}
      presence={presence()}
    />
  );
}
