import { type Accessor, createContext, createSignal, useContext } from 'solid-js';
import type { Message } from '../../../protocol/chat.ts';

/** What the composer is for. */
export type Composing =
  | { readonly kind: 'new' }
  | { readonly kind: 'answer'; readonly message: Message }
  | { readonly kind: 'edit'; readonly message: Message };

/** What was asked of a message and is not done yet: it stands in a dialog. */
export interface Asked {
  readonly kind: 'delete' | 'history' | 'sheet';
  readonly message: Message;
}

/** What timeline, composer and side panel of one conversation tell each other. */
export interface Desk {
  readonly composing: Accessor<Composing>;
  compose(composing: Composing): void;
  readonly asked: Accessor<Asked | null>;
  ask(asked: Asked | null): void;
  /** The message to be brought before the reader; told again each time. */
  readonly target: Accessor<{ readonly number: number } | null>;
  jumpTo(number: number): void;
}

export function createDesk(): Desk {
  const [composing, compose] = createSignal<Composing>({ kind: 'new' });
  const [asked, ask] = createSignal<Asked | null>(null);
  const [target, setTarget] = createSignal<{ number: number } | null>(null);
  return {
    composing,
    compose: (next) => void compose(next),
    asked,
    ask: (next) => void ask(next),
    target,
    jumpTo: (number) => void setTarget({ number }),
  };
}

export const DeskContext = createContext<Desk>();

export function useDesk(): Desk {
  const desk = useContext(DeskContext);
  if (!desk) throw new Error('This is shown outside of a conversation.');
  return desk;
}
