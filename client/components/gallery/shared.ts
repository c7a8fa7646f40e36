import { type Accessor, createEffect, createMemo, createSignal, on } from 'solid-js';
import type { Conversation } from '../../../protocol/chat.ts';
import { ask } from '../../api/pages.ts';
import { wordsFor } from '../../ui/words.ts';

export type SharedKind = 'media' | 'file' | 'audio';
type Page = Awaited<ReturnType<typeof askPage>>;
export type SharedFile = Page['files'][number];

/** What was shared in a conversation, of one kind, page by page; the first page is read anew when something changes. */
export function createShared(conversation: Accessor<Conversation>, kind: SharedKind) {
  const [pages, setPages] = createSignal<readonly Page[]>([]);
  const [problem, setProblem] = createSignal<string | null>(null);
  const [busy, setBusy] = createSignal(true);
  let latest = 0;
  const read = async (before: readonly Page[]) => {
    latest += 1;
    const mine = latest;
    setBusy(true);
    setProblem(null);
    try {
      const page = await askPage(conversation().id, kind, before.at(-1)?.next ?? undefined);
      if (mine === latest) setPages([...before, page]);
    } catch (error) {
      if (mine === latest) setProblem(wordsFor(error));
    } finally {
      if (mine === latest) setBusy(false);
    }
  };
  createEffect(
    on(
      () => [conversation().id, conversation().lastChange] as const,
      // Who has gone far back is not thrown to the top.
      ([id], before) => void ((pages().length < 2 || before?.[0] !== id) && read([])),
    ),
  );
  return {
    files: createMemo(() => pages().flatMap(({ files }) => files)),
    hasMore: () => (pages().at(-1)?.next ?? null) !== null,
    isEmpty: () => !busy() && problem() === null && pages().every(({ files }) => files.length === 0),
    problem,
    busy,
    more: () => void read(pages()),
    drop: (id: string) =>
      setPages(pages().map((page) => ({ ...page, files: page.files.filter(({ file }) => file.id !== id) }))),
  };
}

function askPage(id: string, kind: SharedKind, before?: { number: number; position: number }) {
  return ask((api) => api.files.ofConversation.query({ id, kind, ...(before ? { before } : {}) }));
}
