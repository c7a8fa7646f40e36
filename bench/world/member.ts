import type { Person } from '../load/dialect.ts';
import { connectSocket, makeClient, type TestClient } from '../../test/harness/client.ts';
import type { Target } from './targets.ts';

/** Somebody who is signed in, over the public API. */
export interface Member {
  page(direction: 'newest' | 'before', anchor: number, limit: number): Promise<number>;
  /** How many were found at once. */
  search(text: string): Promise<number>;
  send(text: string): Promise<void>;
  close(): void;
}

export function bearerOf({ port }: Pick<Target, 'port'>, { token }: Pick<Person, 'token'>): TestClient {
  const bearer = makeClient({ url: `http://127.0.0.1:${port}` }, { cookie: `parley=${token}` });
  return { ...bearer, cookie: () => `parley=${token}` };
}

export async function signInAs(target: Pick<Target, 'port'>, person: Person): Promise<Member> {
  const { conversationId } = person;
  const client = bearerOf(target, person);
  const socket = await connectSocket(client);
  return {
    async page(direction, anchor, limit) {
      const ask = { t: 'chat.page', conversationId, direction, anchor, limit } as const;
      const { messages } = await socket.request<'chat.page'>(ask);
      if (messages.length === 0) throw new Error('the page is empty');
      return messages.length;
    },
    search: async (text) => (await client.api.messages.search.query({ text })).messages.length,
    async send(text) {
      await socket.request<'chat.send'>({
        t: 'chat.send',
        clientId: crypto.randomUUID(),
        conversationId,
        text,
      });
    },
    close: () => socket.close(),
  };
}
