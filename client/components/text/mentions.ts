import { createContext, useContext } from 'solid-js';

/** What a written name means where it is shown. */
export interface Named {
  /** As it is shown, without the sign. */
  readonly label: string;
  /** Whose page it leads to; null for names of everyone. */
  readonly userId: string | null;
  readonly isMe: boolean;
}
export type Resolve = (name: string) => Named | null;

/** Outside of a conversation no name is anybody's. */
export const MentionsContext = createContext<Resolve>(() => null);
export const useMentions = (): Resolve => useContext(MentionsContext);
