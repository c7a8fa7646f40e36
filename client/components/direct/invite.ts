import { useNavigate } from '@solidjs/router';
import { useStores } from '../../stores/context.tsx';
import { newRoomName, roomPath } from './room-name.ts';

/** Makes a room that nobody can guess, invites the other into it by a message, and goes there. */
export function useInvite(): (conversationId: string) => void {
  const { conversations } = useStores();
  const navigate = useNavigate();
  return (conversationId) => {
    const path = roomPath(newRoomName());
    const text = `Let us talk off the record: ${window.location.origin}${path}`;
    conversations.send(conversationId, { text, files: [] });
    navigate(path);
  };
}
