import { createMemo, untrack } from 'solid-js';
import { createStore, reconcile } from 'solid-js/store';
import type { User } from '../../protocol/chat.ts';
import type { DownEvent } from '../../protocol/down.ts';
import { ParleyError } from '../../protocol/errors.ts';
import type { UserId } from '../../protocol/ids.ts';
import type { Presence } from '../../protocol/presence.ts';
import type { Api } from '../api/api.ts';
import type { PeopleStore } from './contract.ts';

export interface OwnedPeopleStore extends PeopleStore {
  hear(event: DownEvent): void;
  learn(users: readonly User[]): void;
  known(): User[];
  clear(): void;
}

export function createPeopleStore(api: Api, myId: () => UserId | undefined): OwnedPeopleStore {
  const { users, presence, learn, learnOnline, see, replace, user } = createDirectory(api, myId);
  const online = createMemo(() =>
    Object.values(presence)
      .filter((one) => one !== undefined && one.state !== 'offline' && one.userId !== myId())
      .flatMap((one) => (one && user(one.userId)) ?? [])
      .toSorted((a, b) => a.name.localeCompare(b.name)),
  );

  return {
    user,
    online,
    learn,
    presence: (id) => presence[id]?.state ?? 'offline',
    lastSeen: (id) => presence[id]?.lastSeen ?? null,
    known: () => untrack(() => Object.values(users).flatMap((one) => (one ? { ...one } : []))),
    async search(text) {
      const found = await api.searchUsers(text);
      learn(found);
      return found;
    },
    hear(event) {
      if (event.t === 'session.welcome') {
        learn([...event.users, event.me]);
        learnOnline(event.presence);
        replace(event.presence);
      } else if (event.t === 'chat.opened') learn(event.users);
      else if (event.t === 'presence.user') learn([event.user]);
      else if (event.t === 'presence.changed') see(event.people);
      else if (event.t === 'chat.changed' && event.change.kind === 'member' && event.change.user) {
        learn([event.change.user]);
      }
    },
    clear() {
      replace([]);
      learn(null);
    },
  };
}

/** Who is who, and whether they are there. One that is not known is asked for at the first look. */
function createDirectory(api: Api, myId: () => UserId | undefined) {
  const [users, setUsers] = createStore<Record<UserId, User | undefined>>({});
  const [presence, setPresence] = createStore<Record<UserId, Presence | undefined>>({});
  const asked = new Set<UserId>();

  /** null: forget everyone. */
  const learn = (people: readonly User[] | null) => {
    if (people === null) {
      asked.clear();
      setUsers(reconcile({}));
    } else for (const one of people) setUsers(one.id, { ...one });
  };
  const see = (people: readonly Presence[]) => {
    for (const one of people) setPresence(one.userId, { ...one });
  };
  const ask = (id: UserId) => {
    if (asked.has(id) || untrack(myId) === undefined) return;
    asked.add(id);
    api.user(id).then(
      ({ presence: seen, ...one }) => {
        // Everyone was forgotten meanwhile.
        if (!asked.has(id)) return;
        learn([one]);
        see([seen]);
      },
      (error) => {
        // Asked again at the next look, unless there is no such person.
        if (!(error instanceof ParleyError) || error.code !== 'not_found') asked.delete(id);
      },
    );
  };
  /** Whoever is online and in none of my conversations: one question for all of them. */
  const learnOnline = (seen: readonly Presence[]) => {
    const unknown = untrack(() => seen.filter(({ userId, state }) => state !== 'offline' && !users[userId]));
    if (unknown.length === 0) return;
    for (const { userId } of unknown) asked.add(userId);
    api
      .onlineUsers()
      .then((online) => learn(online.filter(({ id }) => asked.has(id))))
      .catch(() => {
        for (const { userId } of unknown) asked.delete(userId);
      });
  };
  return {
    users,
    presence,
    learn,
    learnOnline,
    see,
    /** Whoever is not listed is offline now, whatever was heard before. */
    replace(people: readonly Presence[]) {
      setPresence(reconcile(Object.fromEntries(people.map((one) => [one.userId, { ...one }]))));
    },
    user(id: UserId) {
      if (!users[id]) ask(id);
      return users[id];
    },
  };
}
