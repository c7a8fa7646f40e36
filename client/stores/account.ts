import type { Message, User } from '../../protocol/chat.ts';
import type { UserId } from '../../protocol/ids.ts';
import type { Clock } from '../clock.ts';
import type { Table } from '../local/table.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { ChatModel } from './chat-model.ts';
import { type CacheEntry, LocalCache } from './local-cache.ts';
import type { OwnedPeopleStore } from './people.ts';

export interface AccountDeps {
  readonly clock: Clock;
  readonly cache: Table<CacheEntry>;
  readonly makeOutbox: (userId: UserId) => Outbox;
  readonly model: ChatModel;
  readonly people: OwnedPeopleStore;
  onOutbox(outbox: Outbox): void;
  onSent(message: Message): void;
  /** The local copy of the list is in the model. */
  onPainted(): void;
}

/** What this device keeps of one signed-in user. */
export interface Account {
  readonly outbox: Outbox;
  readonly cache: LocalCache;
  close(): void;
}

export function makeAccount(user: User, deps: AccountDeps): Account {
  const { model, people } = deps;
  const outbox = deps.makeOutbox(user.id);
  const cache = new LocalCache(deps.cache, deps.clock, user.id, {
    list: () => ({
      conversations: model.ids().flatMap((id) => model.get(id)?.conversation ?? []),
      users: people.known(),
    }),
    tracked: (id) => model.get(id),
  });
  let isClosed = false;

  outbox.onChange(() => deps.onOutbox(outbox));
  outbox.onSent(deps.onSent);
  outbox.open().catch(reportError);
  void cache.list().then((copy) => {
    if (isClosed || !copy) return;
    people.learn(copy.users.filter(({ id }) => !people.known().some((known) => known.id === id)));
    model.restore(copy.conversations);
    deps.onPainted();
  });

  return {
    outbox,
    cache,
    close() {
      isClosed = true;
      outbox.close();
      cache.close();
    },
  };
}
