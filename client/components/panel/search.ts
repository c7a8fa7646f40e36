import { type Accessor, createEffect, createSignal, on, onCleanup } from 'solid-js';
import type { FoundMessages } from '../../api/api.ts';
import { useStores } from '../../stores/context.tsx';
import { wordsFor } from '../../ui/words.ts';

/** A pause in typing, after which the server is asked. */
const PAUSE_MS = 250;

export interface Asked {
  readonly text: string;
  /** null: everywhere. */
  readonly conversationId: string | null;
}

/** Finds messages as what is asked changes; the answer to an older question never wins. */
export function createMessageSearch(asked: Accessor<Asked>) {
  const { conversations } = useStores();
  const [found, setFound] = createSignal<FoundMessages | undefined>();
  const [problem, setProblem] = createSignal<string | null>(null);
  const [busy, setBusy] = createSignal(false);
  let latest = 0;
  const ask = async (question: Asked, after: FoundMessages | undefined) => {
    latest += 1;
    const mine = latest;
    setBusy(true);
    try {
      const answer = await conversations.search({
        text: question.text,
        ...(question.conversationId === null ? {} : { conversationId: question.conversationId }),
        ...(after?.next ? { before: after.next } : {}),
      });
      if (mine === latest)
        setFound({ messages: [...(after?.messages ?? []), ...answer.messages], next: answer.next });
    } catch (error) {
      if (mine === latest) setProblem(wordsFor(error));
    } finally {
      if (mine === latest) setBusy(false);
    }
  };
  createEffect(
    on(asked, (question) => {
      latest += 1;
      setProblem(null);
      setBusy(false);
      if (question.text === '') {
        setFound(undefined);
        return;
      }
      const timer = setTimeout(() => void ask(question, undefined), PAUSE_MS);
      onCleanup(() => clearTimeout(timer));
    }),
  );
  return { found, problem, busy, more: () => void ask(asked(), found()) };
}
