import { type Accessor, createEffect, createMemo, createSignal, on } from 'solid-js';
import type { User } from '../../../protocol/chat.ts';
import { useStores } from '../../stores/context.tsx';
import type { NamedEmoji } from '../text/emoji-names.ts';
import { type Beginning, beginningAt } from './completion.ts';

const SHOWN = 6;

export type Suggestion =
  | { readonly kind: 'person'; readonly key: string; readonly inserted: string; readonly user: User }
  | { readonly kind: 'everyone'; readonly key: string; readonly inserted: string; readonly says: string }
  | { readonly kind: 'emoji'; readonly key: string; readonly inserted: string; readonly of: NamedEmoji };

export interface Suggestions {
  readonly list: Accessor<readonly Suggestion[]>;
  readonly at: Accessor<number>;
  /** Look again at what stands before the caret. */
  look(text: string, caret: number): void;
  move(step: number): void;
  close(): void;
  /** The text with the suggestion in it, and where the caret stands then. */
  take(text: string, suggestion: Suggestion | undefined): { text: string; caret: number } | null;
}

export function createSuggestions(conversationId: Accessor<string>): Suggestions {
  const [beginning, setBeginning] = createSignal<Beginning | null>(null, { equals: sameBeginning });
  const [at, setAt] = createSignal(0);
  const mentions = createMentions(conversationId);
  const emoji = createEmoji(beginning);
  const list = createMemo(() => {
    const begun = beginning();
    if (!begun) return [];
    return begun.kind === 'mention' ? mentions(begun.text.toLowerCase()) : emoji();
  });
  createEffect(on(list, () => setAt(0)));
  createEffect(on(conversationId, () => setBeginning(null)));
  return {
    list,
    at,
    look: (text, caret) => void setBeginning(beginningAt(text, caret)),
    move: (step) => void setAt((at() + step + list().length) % Math.max(1, list().length)),
    close: () => void setBeginning(null),
    take(text, suggestion) {
      const begun = beginning();
      if (!begun || !suggestion) return null;
      setBeginning(null);
      const head = `${text.slice(0, begun.from)}${suggestion.inserted} `;
      return { text: head + text.slice(begun.to).replace(/^ /, ''), caret: head.length };
    },
  };
}

const sameBeginning = (a: Beginning | null, b: Beginning | null) =>
  a === b || (a?.kind === b?.kind && a?.text === b?.text && a?.from === b?.from);

function createMentions(conversationId: Accessor<string>) {
  const { conversations, people, session } = useStores();
  return (wanted: string): Suggestion[] => {
    const room = conversations.get(conversationId());
    const users = (room?.members ?? []).flatMap(({ userId }) => people.user(userId) ?? []);
    const persons = users
      .filter((user) => user.id !== session.me()?.id && isNamed(user, wanted))
      .toSorted((a, b) => a.name.localeCompare(b.name))
      .map((user): Suggestion => ({ kind: 'person', key: user.id, inserted: `@${user.username}`, user }));
    const everyone = room?.kind === 'group' ? EVERYONE.filter(({ key }) => key.startsWith(wanted)) : [];
    return [...persons, ...everyone].slice(0, SHOWN);
  };
}

const EVERYONE: readonly Suggestion[] = [
  { kind: 'everyone', key: 'all', inserted: '@all', says: 'Everyone in this group' },
  { kind: 'everyone', key: 'here', inserted: '@here', says: 'Those who are online' },
];

function isNamed(user: User, wanted: string): boolean {
  const words = user.name.toLowerCase().split(/\s+/);
  return user.username.toLowerCase().startsWith(wanted) || words.some((word) => word.startsWith(wanted));
}

/** The table of names is fetched with the first colon. */
function createEmoji(beginning: Accessor<Beginning | null>): Accessor<Suggestion[]> {
  const [found, setFound] = createSignal<Suggestion[]>([]);
  createEffect(
    on(beginning, (begun) => {
      setFound([]);
      if (begun?.kind !== 'emoji') return;
      import('../text/emoji-names.ts').then(
        ({ emojiLike }) =>
          beginning() === begun &&
          setFound(
            emojiLike(begun.text, SHOWN).map((of) => ({
              kind: 'emoji',
              key: of.name,
              inserted: of.emoji,
              of,
            })),
          ),
        () => undefined,
      );
    }),
  );
  return found;
}
