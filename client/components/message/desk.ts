import {
  type Accessor,
  createContext,
  createEffect,
  createMemo,
  createSignal,
  on,
  useContext,
} from 'solid-js';
import type { Message, Quote } from '../../../protocol/chat.ts';
import type { MessageId } from '../../../protocol/ids.ts';
import { type DraftPlace, keyOf } from '../../drafts/draft-copy.ts';
import { useStores } from '../../stores/context.tsx';

/** What the composer is for. */
export type Composing =
  | { readonly kind: 'new' }
  | { readonly kind: 'answer'; readonly quote: Quote }
  | { readonly kind: 'edit'; readonly message: Message };

/** What was asked of a message and is not done yet: it stands in a dialog. */
export interface Asked {
  readonly kind: 'delete' | 'history' | 'seen' | 'sheet';
  readonly message: Message;
}

/** What timeline, composer and side panel of one conversation tell each other; an open thread has a desk of its own. */
export interface Desk {
  /** Of the thread that it is the desk of. */
  readonly rootId: MessageId | null;
  readonly composing: Accessor<Composing>;
  compose(composing: Composing): void;
  readonly asked: Accessor<Asked | null>;
  ask(asked: Asked | null): void;
  /** The day near which a date to go to is being chosen. */
  readonly near: Accessor<number | null>;
  chooseDate(near: number | null): void;
  /** The message to be brought before the reader, until the timeline takes it. */
  readonly target: Accessor<number | null>;
  jumpTo(number: number): void;
  /** It is on its way there: whoever shows another conversation later is not led anywhere. */
  taken(): void;
}

export function createDesk(place: () => DraftPlace): Desk {
  const { composing, compose } = createComposing(place);
  const [asked, ask] = createSignal<Asked | null>(null);
  const [near, chooseDate] = createSignal<number | null>(null);
  const [target, setTarget] = createSignal<number | null>(null);
  return {
    get rootId() {
      return place().threadRootId;
    },
    composing,
    compose,
    asked,
    ask: (next) => void ask(next),
    near,
    chooseDate: (next) => void chooseDate(next),
    target,
    jumpTo: (number) => void setTarget(number),
    taken: () => void setTarget(null),
  };
}

/** What is answered belongs to the draft, and goes with it to the user's other devices; an edit stays here. */
function createComposing(place: () => DraftPlace) {
  const { drafts } = useStores();
  const [edited, setEdited] = createSignal<Message | null>(null);
  createEffect(
    on(
      () => keyOf(place()),
      () => setEdited(null),
    ),
  );
  const composing = createMemo<Composing>(
    () => {
      const message = edited();
      if (message) return { kind: 'edit', message };
      const { quote } = drafts.of(place());
      return quote ? { kind: 'answer', quote } : { kind: 'new' };
    },
    { kind: 'new' },
    { equals: isSame },
  );
  const compose = (next: Composing) => {
    const wasEditing = edited() !== null;
    setEdited(next.kind === 'edit' ? next.message : null);
    if (next.kind === 'answer') drafts.write(place(), { quote: next.quote });
    // The way out of an edit leads back to the draft.
    if (next.kind === 'new' && !wasEditing) drafts.write(place(), { quote: null });
  };
  return { composing, compose };
}

function isSame(a: Composing, b: Composing): boolean {
  if (a.kind === 'edit') return b.kind === 'edit' && a.message === b.message;
  return a.kind === b.kind && (a.kind === 'new' || (b.kind === 'answer' && a.quote === b.quote));
}

export const DeskContext = createContext<Desk>();

export function useDesk(): Desk {
  const desk = useContext(DeskContext);
  if (!desk) throw new Error('This is shown outside of a conversation.');
  return desk;
}
