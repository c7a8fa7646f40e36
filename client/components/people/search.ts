import { type Accessor, createEffect, createSignal, on, onCleanup } from 'solid-js';
import type { User } from '../../../protocol/chat.ts';
import { useStores } from '../../stores/context.tsx';
import { wordsFor } from '../../ui/words.ts';

/** Long enough to spare the server most letters of a name, short enough not to be felt. */
const PAUSE_MS = 150;

export interface PeopleSearch {
  found: Accessor<User[] | undefined>;
  problem: Accessor<string | null>;
}

/** Finds people as `text` changes; with no text it is whoever is online. The answer to an older text never wins. */
export function createPeopleSearch(text: Accessor<string>): PeopleSearch {
  const { people } = useStores();
  const [answer, setAnswer] = createSignal<User[] | undefined>();
  const [problem, setProblem] = createSignal<string | null>(null);
  createEffect(
    on(
      () => text().trim(),
      (wanted) => {
        let stale = false;
        onCleanup(() => {
          stale = true;
          clearTimeout(timer);
        });
        const timer = setTimeout(() => {
          people.search(wanted).then(
            (users) => {
              if (stale) return;
              setProblem(null);
              setAnswer(users);
            },
            (error: unknown) => !stale && setProblem(wordsFor(error)),
          );
        }, PAUSE_MS);
      },
    ),
  );
  const found = () => (text().trim() === '' && answer() === undefined ? people.online() : answer());
  return { found, problem };
}
