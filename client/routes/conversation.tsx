import { A, useSearchParams } from '@solidjs/router';
import { type Accessor, createEffect, createMemo, lazy, Match, Show, Suspense, Switch } from 'solid-js';
import type { Conversation as Chat } from '../../protocol/chat.ts';
import { Composer } from '../components/composer/Composer.tsx';
import { UploadChips } from '../components/composer/parts.ts';
import { DropTarget } from '../components/composer/DropTarget.tsx';
import { TypingLine } from '../components/composer/TypingLine.tsx';
import { ConversationHeader } from '../components/conversations/ConversationHeader.tsx';
import { ArchivedNote } from '../components/conversations/ArchivedNote.tsx';
import { createPlace, type Place } from '../components/conversations/place.ts';
import { CallBarSlot } from '../components/frame/CallSlots.tsx';
import { PageHeader } from '../components/frame/PageHeader.tsx';
import { ScheduledNote } from '../components/later/ScheduledNote.tsx';
import { createDesk, DeskContext } from '../components/message/desk.ts';
import { MessageDialogs } from '../components/message/MessageDialogs.tsx';
import { ActionBar, DeleteDialog } from '../components/message/parts.ts';
import { PanelSlot } from '../components/panel/PanelSlot.tsx';
import { Timeline } from '../components/timeline/Timeline.tsx';
import { useStores } from '../stores/context.tsx';
import { Empty } from '../ui/Empty.tsx';
import { fetchAhead } from '../ui/part.tsx';
import { createTitle } from '../ui/title.ts';

const DateDialog = lazy(async () => ({
  default: (await import('../components/message/DateDialog.tsx')).DateDialog,
}));

export function Conversation() {
  const { conversations } = useStores();
  const place = createPlace();
  const conversation = createMemo(() => conversations.get(place().id));
  return (
    <Switch fallback={<PageHeader back="/" />}>
      <Match when={conversation()}>{(chat) => <Chatting conversation={chat()} place={place()} />}</Match>
      <Match when={conversations.list() !== undefined}>
        <PageHeader back="/" bare />
        <Empty text="This conversation is not here, or you are no longer in it.">
          <A href="/" class="button" data-kind="plain">
            To your conversations
          </A>
        </Empty>
      </Match>
    </Switch>
  );
}

function Chatting(props: { conversation: Chat; place: Place }) {
  const { uploads } = useStores();
  const id = () => props.conversation.id;
  const desk = createDesk(() => ({ conversationId: id(), threadRootId: null }));
  createChatTitle(() => props.conversation);
  createJump(() => props.place, desk);
  fetchAhead([ActionBar, DeleteDialog, UploadChips]);
  return (
    <DeskContext.Provider value={desk}>
      <div class="flex min-h-0 flex-1">
        <DropTarget onFiles={(files) => props.conversation.archivedAt === null && uploads.add(id(), files)}>
          <ConversationHeader conversation={props.conversation} panel={props.place.panel} />
          <CallBarSlot conversationId={id()} />
          <Show when={id()} keyed>
            {(_id) => <Timeline conversation={props.conversation} />}
          </Show>
          <div class="mx-auto w-full max-w-[calc(var(--measure)+96px)] px-5 pb-[calc(16px+var(--safe-bottom))] max-tablet:px-2 max-tablet:pb-[calc(8px+var(--safe-bottom))]">
            <ScheduledNote conversationId={id()} />
            <Show when={props.conversation.archivedAt === null} fallback={<ArchivedNote />}>
              <TypingLine conversationId={id()} />
              <Composer conversationId={id()} threadRootId={null} />
            </Show>
          </div>
        </DropTarget>
        <PanelSlot conversation={props.conversation} place={props.place} />
        <MessageDialogs />
        <Show when={desk.near()}>
          {(near) => (
            <Suspense>
              <DateDialog
                conversation={props.conversation}
                near={near()}
                onClose={() => desk.chooseDate(null)}
              />
            </Suspense>
          )}
        </Show>
      </div>
    </DeskContext.Provider>
  );
}

function createChatTitle(conversation: () => Chat): void {
  const { conversations } = useStores();
  createTitle(() => conversations.title(conversation()));
}

/** `?at=12` leads to the message of that number. What the copy in the browser lacks is there with the connection. */
function createJump(place: Accessor<Place>, desk: ReturnType<typeof createDesk>): void {
  const { conversations, session } = useStores();
  const [, setSearch] = useSearchParams();
  createEffect(() => {
    const { id, at } = place();
    if (!(at > 0)) return;
    const { state, items } = conversations.timeline(id);
    if (state() !== 'ready') return;
    const isHere = () => items().some((item) => item.kind === 'message' && item.message.number === at);
    if (session.connection().state !== 'open' && !isHere()) return;
    setSearch({ at: undefined }, { replace: true });
    desk.jumpTo(at);
  });
}
