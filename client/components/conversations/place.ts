import { useParams, useSearchParams } from '@solidjs/router';
import { type Accessor, createEffect, createSignal, startTransition, untrack } from 'solid-js';
import { type Panel, panelOf } from '../panel/panels.ts';

/** What the address of a conversation's page says. */
export interface Place {
  readonly id: string;
  readonly panel: Panel | null;
  /** The message that the thread in the panel hangs on. */
  readonly rootId: string | undefined;
  /** The number of the message to be led to; NaN: none. */
  readonly at: number;
}

/**
 * The router changes the address in a transition, which builds what follows beside what stands and then takes it over:
 * twice the work, and of no use where the next conversation is there already. The page follows once the transition
 * is over, before anything of it is painted. Beside the same conversation a panel may still have to be fetched, and
 * the one before it stays meanwhile.
 */
export function createPlace(): Accessor<Place> {
  const params = useParams<{ id: string }>();
  const [search] = useSearchParams<{ thread?: string; at?: string }>();
  const read = (): Place => ({
    id: params.id,
    panel: panelOf(search),
    rootId: search.thread,
    at: Number(search.at),
  });
  const [place, setPlace] = createSignal(untrack(read), { equals: isSame });
  createEffect(() => {
    const next = read();
    if (next.id !== untrack(place).id) setPlace(next);
    else if (!isSame(next, untrack(place))) void startTransition(() => setPlace(next));
  });
  return place;
}

function isSame(a: Place, b: Place): boolean {
  return a.id === b.id && a.panel === b.panel && a.rootId === b.rootId && Object.is(a.at, b.at);
}
