import { useLocation } from '@solidjs/router';
import { createEffect, createSignal, For, onCleanup, untrack } from 'solid-js';
import { useStores } from '../../stores/context.tsx';
import { News } from './news.ts';

/** What comes this close together is told together. */
const GATHER_MS = 400;

/** Tells those who do not see the page what others write, in the open conversation and elsewhere. */
export function NewsAnnouncer() {
  const { conversations, people, session } = useStores();
  const location = useLocation();
  const [words, setWords] = createSignal<readonly string[]>([]);
  const news = new News();
  const timers = { begin: 0, tell: 0 };
  const facts = () => ({
    meId: session.me()?.id ?? '',
    nameOf: (id: string) => people.user(id)?.name ?? 'Someone',
    titleOf: conversations.title,
  });
  const tell = () => {
    timers.tell = 0;
    setWords(news.take(/^\/c\/([^/]+)/.exec(location.pathname)?.[1] ?? null));
  };
  createEffect(() => {
    // The first welcome comes in the same breath, and is no news.
    if (session.connection().state === 'open') timers.begin ||= window.setTimeout(() => news.begin());
  });
  createEffect(() => {
    const list = conversations.list() ?? [];
    for (const conversation of list) void conversation.lastNumber;
    if (untrack(() => news.look(list, facts()))) timers.tell ||= window.setTimeout(tell, GATHER_MS);
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
