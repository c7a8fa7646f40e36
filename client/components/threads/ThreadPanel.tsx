import { useSearchParams } from '@solidjs/router';
import Bell from 'lucide-solid/icons/bell';
import BellRing from 'lucide-solid/icons/bell-ring';
import { createEffect, createMemo, Show } from 'solid-js';
import type { Conversation } from '../../../protocol/chat.ts';
import { useStores } from '../../stores/context.tsx';
import { wordsFor } from '../../ui/words.ts';
import { Composer } from '../composer/Composer.tsx';
import { createDesk, type Desk, DeskContext } from '../message/desk.ts';
import { MessageDialogs } from '../message/MessageDialogs.tsx';
import { SidePanel } from '../panel/SidePanel.tsx';
import { Timeline } from '../timeline/Timeline.tsx';
import { ThreadNews } from './ThreadNews.tsx';

interface ThreadPanelProps {
  conversation: Conversation;
  rootId: string;
  onClose: () => void;
}

/** A thread beside its conversation: the message that it hangs on, the replies, and a composer of its own. */
export function ThreadPanel(props: ThreadPanelProps) {
  const desk = createDesk(() => ({
    conversationId: props.conversation.id,
    threadRootId: props.rootId,
  }));
  createPlace(props, desk);
  return (
    <DeskContext.Provider value={desk}>
      <SidePanel
        title="Thread"
        actions={<FollowButton rootId={props.rootId} />}
        onClose={() => props.onClose()}
      >
        <section class="flex min-h-0 flex-1 flex-col" aria-label="Thread" data-thread>
          <Timeline conversation={props.conversation} rootId={props.rootId} />
          <Show when={props.conversation.archivedAt === null}>
            <div class="px-3 pt-1 pb-[calc(12px+var(--safe-bottom))]">
              <Composer conversationId={props.conversation.id} threadRootId={props.rootId} />
            </div>
          </Show>
          <ThreadNews conversationId={props.conversation.id} rootId={props.rootId} />
        </section>
      </SidePanel>
      <MessageDialogs />
    </DeskContext.Provider>
  );
}

/** `reply=5` leads to the reply of that number. */
function createPlace(props: ThreadPanelProps, desk: Desk): void {
  const { conversations } = useStores();
  const [search, setSearch] = useSearchParams<{ reply?: string; thread?: string }>();
  const timeline = createMemo(() => conversations.timeline(props.conversation.id, props.rootId));
  createEffect(() => {
    const number = Number(search.reply);
    // The address may be of the thread that takes the place of this one.
    const isHere = search.thread === props.rootId;
    if (!isHere || !(number > 0) || timeline().state() !== 'ready') return;
    setSearch({ reply: undefined }, { replace: true });
    desk.jumpTo(number);
  });
}

function FollowButton(props: { rootId: string }) {
  const { threads, toasts } = useStores();
  const follows = () => threads.follow(props.rootId)?.following ?? false;
  const change = () => {
    threads
      .setFollowing(props.rootId, !follows())
      .catch((error: unknown) => toasts.show('problem', wordsFor(error)));
  };
  return (
    <button
      type="button"
      class="follow-button"
      aria-pressed={follows()}
      title={follows() ? 'You are told of new replies. Press to stop.' : 'Be told of new replies.'}
      onClick={change}
    >
      <Show when={follows()} fallback={<Bell size={15} />}>
        <BellRing size={15} />
      </Show>
      {follows() ? 'Following' : 'Follow'}
    </button>
  );
}
