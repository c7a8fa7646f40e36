import { createSignal } from 'solid-js';
import { createStore, reconcile } from 'solid-js/store';
import type { Choice } from '../../protocol/chat.ts';
import type { DownEvent } from '../../protocol/down.ts';
import type { MessageId } from '../../protocol/ids.ts';
import type { Api } from '../api/api.ts';
import type { Clock } from '../clock.ts';
import type { Socket } from '../socket/socket.ts';
import type { PollsStore } from './contract.ts';

/** As many as one question takes. */
const MOST_ASKED = 100;
const RETRY_MS = 3_000;

export interface OwnedPollsStore extends PollsStore {
  hear(event: DownEvent): void;
  clear(): void;
}

export interface PollsDeps {
  readonly socket: Socket;
  readonly api: Pick<Api, 'voters'>;
  readonly clock: Clock;
}

/**
 * What I chose is state, not a change: everyone gets the same bytes of a poll, and my own devices are told of my
 * choice. It is asked for where a poll is shown, and again after each welcome; the higher revision wins.
 */
export function createPollsStore({ socket, api, clock }: PollsDeps): OwnedPollsStore {
  const [choices, setChoices] = createStore<Record<MessageId, Choice | undefined>>({});
  /** Raised with every welcome: what is shown asks again. */
  const [round, setRound] = createSignal(0);
  const asked = new Set<MessageId>();
  let waiting: MessageId[] = [];

  const learn = (choice: Choice) => {
    if ((choices[choice.messageId]?.revision ?? 0) <= choice.revision) setChoices(choice.messageId, choice);
  };
  const again = () => {
    asked.clear();
    setRound(round() + 1);
  };
  const ask = async () => {
    const messageIds = waiting.splice(0, MOST_ASKED);
    if (waiting.length > 0) queueMicrotask(() => void ask());
    try {
      const found = await socket.request<'chat.choices'>({ t: 'chat.choices', messageIds });
      for (const choice of found.choices) learn(choice);
    } catch {
      // Without a connection the next welcome asks.
      if (socket.state.state === 'open') clock.after(RETRY_MS, again);
    }
  };
  const want = (id: MessageId) => {
    round();
    if (asked.has(id) || socket.state.state !== 'open') return;
    asked.add(id);
    waiting.push(id);
    if (waiting.length === 1) queueMicrotask(() => void ask());
  };

  return {
    choice({ id }) {
      want(id);
      return choices[id]?.choice;
    },
    async vote({ id }, choice) {
      await socket.request<'chat.vote'>({ t: 'chat.vote', messageId: id, choice: [...choice] });
    },
    async close({ id }) {
      await socket.request<'chat.closePoll'>({ t: 'chat.closePoll', messageId: id });
    },
    voters: ({ id }, option) => api.voters(id, option),
    hear(event) {
      if (event.t === 'chat.chose') {
        const { messageId, revision, choice } = event;
        learn({ messageId, revision, choice });
      } else if (event.t === 'session.welcome') again();
    },
    clear() {
      waiting = [];
      asked.clear();
      setChoices(reconcile({}));
    },
  };
}
