import { createSignal, onCleanup, type Signal } from 'solid-js';
import type { User } from '../../protocol/chat.ts';
import type { DownEvent } from '../../protocol/down.ts';
import type { Clock } from '../clock.ts';
import { DraftBook } from '../drafts/draft-book.ts';
import { type DraftCopy, keyOf } from '../drafts/draft-copy.ts';
import type { Table } from '../local/table.ts';
import type { Socket } from '../socket/socket.ts';
import type { DraftsStore, ShownDraft } from './contract.ts';
import type { Page } from './page.ts';

export interface OwnedDraftsStore extends DraftsStore {
  hear(event: DownEvent): void;
  begin(user: User): void;
  end(): void;
}

export interface DraftsDeps {
  readonly socket: Socket;
  readonly clock: Clock;
  readonly page: Pick<Page, 'onHide'>;
  readonly drafts: Table<DraftCopy>;
}

const NOTHING: ShownDraft = { text: '', quote: null, other: null };

export function createDraftsStore({ socket, clock, page, drafts: table }: DraftsDeps): OwnedDraftsStore {
  // Plain objects, not those of a store: what is quoted goes on to the disk and to the socket.
  const shown = new Map<string, Signal<ShownDraft>>();
  const signalOf = (key: string) => {
    const signal = shown.get(key) ?? createSignal<ShownDraft>(NOTHING);
    shown.set(key, signal);
    return signal;
  };
  let book: DraftBook | null = null;
  const end = () => {
    book?.close();
    book = null;
    for (const [, set] of shown.values()) set(NOTHING);
  };
  const stop = page.onHide(() => book?.flush());
  onCleanup(() => {
    stop();
    end();
  });
  return {
    of: (place) => signalOf(keyOf(place))[0](),
    write: (place, content) => book?.write(place, content),
    sent: (place) => book?.sent(place),
    choose: (place, which) => book?.choose(place, which),
    hear: (event) => book?.hear(event),
    begin({ id: userId }) {
      end();
      book = new DraftBook({ userId, socket, clock, table });
      book.onChange((copy) => void signalOf(keyOf(copy))[1](viewOf(copy)));
      void book.open();
    },
    end,
  };
}

function viewOf({ text, quote, other }: DraftCopy): ShownDraft {
  return { text, quote, other: other && { text: other.text, quote: other.quote } };
}
