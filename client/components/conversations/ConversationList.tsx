import { A, useLocation } from '@solidjs/router';
import MessageSquarePlus from 'lucide-solid/icons/message-square-plus';
import { createMemo, createSelector, createSignal, For, Match, Show, Switch } from 'solid-js';
import type { Conversation } from '../../../protocol/chat.ts';
import { useStores } from '../../stores/context.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { createKeyed } from '../../ui/keyed.ts';
import { createNow } from '../../ui/now.ts';
import { moveFocus } from '../../ui/roving.ts';
import { SearchInput } from '../../ui/SearchInput.tsx';
import { ArchivedList } from './ArchivedList.tsx';
import { ThreadsLink } from '../threads/ThreadsLink.tsx';
import { ScheduledButton } from '../later/ScheduledButton.tsx';
import { ConversationRow } from './ConversationRow.tsx';
import { ListBones } from './ListBones.tsx';

const SWITCH_KEY = /Mac|iPhone|iPad/.test(navigator.userAgent) ? '⌘K' : 'Ctrl K';

export function ConversationList() {
  const { conversations } = useStores();
  const [filter, setFilter] = createSignal('');
  const now = createNow();
  let pane!: HTMLDivElement;
  const { shown, rows, archived } = createShown(filter);
  const isCurrent = createCurrent();
  return (
    <div ref={pane} class="flex min-h-0 flex-1 flex-col" onKeyDown={(event) => moveFocus(event, pane)}>
      <ListHeader />
      <Show when={(conversations.list()?.length ?? 0) > 0}>
        <div class="px-3 pb-2">
          <SearchInput
            label="Filter conversations"
            placeholder="Filter"
            hint={SWITCH_KEY}
            value={filter()}
            onInput={setFilter}
          />
        </div>
      </Show>
      <nav
        aria-label="Conversations"
        class="quiet-scroll flex min-h-0 flex-1 flex-col overflow-y-auto px-2 pb-3"
        onMouseDown={keepWriting}
      >
        <Switch>
          <Match when={conversations.list() === undefined}>
            <ListBones />
          </Match>
          <Match when={conversations.list()?.length === 0}>
            <NoConversations />
          </Match>
          <Match when={shown().length === 0}>
            <Empty text={`No conversation is called “${filter().trim()}”.`} />
          </Match>
          <Match when={true}>
            <Show when={filter().trim() === ''}>
              <ThreadsLink />
            </Show>
            <For each={rows()}>
              {(row) => (
                <ConversationRow conversation={row.value()} now={now()} current={isCurrent(row.key)} />
              )}
            </For>
            <ArchivedList
              conversations={archived()}
              now={now()}
              isOpen={filter().trim() !== ''}
              isCurrent={isCurrent}
            />
          </Match>
        </Switch>
      </nav>
    </div>
  );
}

function ListHeader() {
  return (
    <header class="flex h-14 flex-none items-center justify-between pr-2 pl-4">
      <h1 class="flex-1 text-18 font-semibold tracking-tight">Messages</h1>
      <ScheduledButton />
      <A
        href="/new"
        class="icon-button"
        aria-label="New conversation"
        data-tip="New conversation"
        data-tip-side="left"
      >
        <MessageSquarePlus size={19} />
      </A>
    </header>
  );
}

/** Which conversation is open: of all rows, the one that was and the one that is hear of it. */
function createCurrent() {
  const location = useLocation();
  const isAt = createSelector(() => location.pathname);
  return (conversationId: string) => isAt(`/c/${conversationId}`);
}

/**
 * Who turns from what they write to another conversation writes on there, and the field is the same: to take the focus
 * away and give it back costs more than to build three messages.
 */
function keepWriting(event: MouseEvent) {
  const isWriting = document.activeElement?.matches('.message-field') ?? false;
  const isRow = event.target instanceof Element && event.target.closest('.conversation-row') !== null;
  if (event.button === 0 && isWriting && isRow && window.matchMedia('(pointer: fine)').matches)
    event.preventDefault();
}

function NoConversations() {
  return (
    <Empty text="Your conversations will stand here.">
      <A href="/new" class="button" data-kind="primary">
        New conversation
      </A>
    </Empty>
  );
}

/** What the filter leaves, with what is archived apart. */
function createShown(filter: () => string) {
  const { conversations } = useStores();
  const shown = createMemo(() => {
    const wanted = filter().trim().toLowerCase();
    const all = conversations.list() ?? [];
    if (wanted === '') return all;
    return all.filter((conversation) => conversations.title(conversation).toLowerCase().includes(wanted));
  });
  const isArchived = (conversation: Conversation) => conversation.archivedAt !== null;
  const rows = createKeyed(
    () => shown().filter((conversation) => !isArchived(conversation)),
    (conversation) => conversation.id,
  );
  return { shown, rows, archived: createMemo(() => shown().filter(isArchived)) };
}
