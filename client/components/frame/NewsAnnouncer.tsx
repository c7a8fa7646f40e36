import { useLocation } from '@solidjs/router';
import { createEffect, createSignal, For, onCleanup, untrack } from 'solid-js';
import { useStores } from '../../stores/context.tsx';
import { ReplyNews } from '../threads/reply-news.ts';
import { News } from './news.ts';

/** What comes this close together is told together. */
const GATHER_MS = 400;
/** What was told goes again: a message may be deleted, and a reader has spoken it by then. */
const TOLD_MS = 7_000;

/** Tells those who do not see the page what others write, in the open conversation, elsewhere and in threads. */
export function NewsAnnouncer() {
  const { conversations, people, session, settings, threads } = useStores();
  const location = useLocation();
  const [words, setWords] = createSignal<readonly string[]>([]);
  const news = new News();
  const replies = new ReplyNews();
  const timers = { begin: 0, tell: 0, clear: 0 };
  const facts = () => ({
    meId: session.me()?.id ?? '',
    nameOf: (id: string) => people.user(id)?.name ?? 'Someone',
    titleOf: conversations.title,
  });
  const whereOf = (id: string) => {
    const conversation = conversations.get(id);
    if (!conversation) return 'that you follow';
    return `${conversation.kind === 'direct' ? 'with' : 'in'} ${conversations.title(conversation)}`;
  };
  const tell = () => {
    timers.tell = 0;
    window.clearTimeout(timers.clear);
    timers.clear = window.setTimeout(() => setWords([]), TOLD_MS);
    const openId = /^\/c\/([^/]+)/.exec(location.pathname)?.[1] ?? null;
    const openRootId = new URLSearchParams(location.search).get('thread');
    setWords([
      ...news.take(openId, settings.isMuted),
      ...replies.take({ openRootId, isMuted: settings.isMuted, whereOf }),
    ]);
  };
  const begin = () => {
    news.begin();
    replies.begin();
  };
  createEffect(() => {
    // The first welcome comes in the same breath, and is no news.
    if (session.connection().state === 'open') timers.begin ||= window.setTimeout(begin);
  });
  createEffect(() => {
    const list = conversations.list() ?? [];
    for (const conversation of list) void conversation.lastNumber;
    if (untrack(() => news.look(list, facts()))) timers.tell ||= window.setTimeout(tell, GATHER_MS);
  });
  createEffect(() => {
    if (replies.look(threads.follows())) timers.tell ||= window.setTimeout(tell, GATHER_MS);
  });
  onCleanup(() => {
    for (const timer of Object.values(timers)) window.clearTimeout(timer);
  });
  return (
    <div class="sr-only" role="status" aria-label="New messages">
      <For each={words()}>{(sentence) => <p>{sentence}</p>}</For>
    </div>
  );
}
