import { type Accessor, createEffect, createMemo, createSignal, on, onCleanup } from 'solid-js';
import type { User } from '../../../protocol/chat.ts';
import { useStores } from '../../stores/context.tsx';
import { wordsFor } from '../../ui/words.ts';

/** Long enough to spare the server most letters of a name, short enough not to be felt. */
const PAUSE_MS = 150;

export interface PeopleSearch {
  /** undefined: not known yet. */
  found: Accessor<User[] | undefined>;
  problem: Accessor<string | null>;
}

/** Finds people as `text` changes; with no text it is whom one may mean. The answer to an older text never wins. */
export function createPeopleSearch(text: Accessor<string>): PeopleSearch {
  const { people } = useStores();
  const likely = createLikelyPeople();
  const wanted = createMemo(() => text().trim());
  const [answer, setAnswer] = createSignal<User[] | undefined>();
  const [problem, setProblem] = createSignal<string | null>(null);
  createEffect(
    on(wanted, (asked) => {
      setProblem(null);
      if (asked === '') setAnswer(undefined);
      else {
        let stale = false;
        const find = () =>
          people.search(asked).then(
            (users) => !stale && setAnswer(users),
            (error: unknown) => !stale && setProblem(wordsFor(error)),
          );
        const timer = setTimeout(find, PAUSE_MS);
        onCleanup(() => {
          stale = true;
          clearTimeout(timer);
        });
      }
    }),
  );
  return { found: () => (wanted() === '' ? likely() : answer()), problem };
}

/** Who is online, then those one has conversations with. */
function createLikelyPeople(): Accessor<User[]> {
  const { conversations, people } = useStores();
  return createMemo(() => {
    const online = people.online();
    const seen = new Set(online.map((user) => user.id));
    const known = (conversations.list() ?? [])
      .flatMap((conversation) => conversation.members.map((member) => people.user(member.userId)))
      .filter((user) => user !== undefined && !seen.has(user.id) && seen.add(user.id));
    return [...online, ...known.filter((user) => user !== undefined)];
  });
}
