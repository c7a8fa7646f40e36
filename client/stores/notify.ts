import type { Conversation, Message } from '../../protocol/chat.ts';
import { noteTitle } from '../../protocol/notify.ts';
import { previewOf } from '../components/conversations/preview.ts';
import { Notifier } from '../notify/notifier.ts';
import { isNamedIn } from './apply-message.ts';
import type { PeopleStore, SessionStore } from './contract.ts';
import type { OwnedConversationsStore } from './conversations.ts';
import type { DeviceStore } from './device.ts';
import type { SettingsStore } from './settings.ts';
import type { StoreDeps } from './store-deps.ts';

interface NotifyDeps extends Pick<StoreDeps, 'wakefulClock' | 'holdLock' | 'tray' | 'page'> {
  readonly session: Pick<SessionStore, 'me'>;
  readonly people: PeopleStore;
  readonly conversations: OwnedConversationsStore;
  readonly settings: SettingsStore;
  readonly device: Pick<DeviceStore, 'notifying'>;
}

/** The notifier, with what the stores know. */
export function makeNotifier(deps: NotifyDeps): Notifier {
  const { session, people, conversations, settings, device, page } = deps;
  const nameOf = (id: string) => people.user(id)?.name ?? 'Someone';
  const words = (message: Message, conversation: Conversation) => {
    const sender = nameOf(message.senderId);
    const me = session.me()?.id ?? '';
    const group = conversation.kind === 'group' ? conversation.name : null;
    return {
      title: noteTitle(sender, { group, isReply: message.threadRootId !== null }),
      body: settings.mine().showText ? previewOf(message, nameOf, me) : 'New message',
    };
  };
  return new Notifier({
    clock: deps.wakefulClock,
    holdLock: deps.holdLock,
    tray: deps.tray,
    isOn: () => device.notifying() === 'page' || device.notifying() === 'always',
    settings: settings.mine,
    isQuiet: settings.isQuiet,
    level: (conversation) => settings.level(conversation),
    conversation: conversations.get,
    isSeen: ({ conversationId, threadRootId }) =>
      page.isVisible() && conversations.isShown(threadRootId ?? conversationId),
    follow: conversations.threads.follow,
    names: (message) => isNamedIn(message, session.me()?.id ?? null),
    words,
    avatarOf: (id) => people.user(id)?.avatarFileId ?? null,
  });
}
