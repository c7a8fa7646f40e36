import type { Message, Preview } from '../../../protocol/chat.ts';
import { useStores } from '../../stores/context.tsx';
import { wordsFor } from '../../ui/words.ts';

/** Offered first, before the whole of them. */
export const QUICK_EMOJI = ['👍', '❤️', '😂', '🎉', '😮', '😢'] as const;

/** What is done to a message at once; where it fails, the page says so. */
export function useDeeds() {
  const { conversations, session, toasts } = useStores();
  const told = (work: Promise<void>, done?: string) =>
    void work.then(
      () => done !== undefined && toasts.show('info', done),
      (error: unknown) => toasts.show('problem', wordsFor(error)),
    );
  const isMine = (message: Message, emoji: string) =>
    message.reactions.some((one) => one.emoji === emoji && one.userIds.includes(session.me()?.id ?? ''));
  return {
    isMine,
    /** Puts it there, or takes it back. */
    react: (message: Message, emoji: string) =>
      told(conversations.react(message, emoji, !isMine(message, emoji))),
    pin: (message: Message) => told(conversations.pin(message, message.pinned === null)),
    dismiss: (message: Message, preview: Preview) => told(conversations.dismissPreview(message, preview)),
    leaveUnread: (message: Message) => told(conversations.leaveUnread(message)),
    copy: (message: Message) => told(navigator.clipboard.writeText(message.text), 'Copied.'),
  };
}
