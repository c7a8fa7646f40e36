import { type Accessor, createMemo, createSignal } from 'solid-js';
import { ParleyError } from '../../protocol/errors.ts';
import type { ConversationId, MessageId } from '../../protocol/ids.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { SendTrouble } from '../outbox/send-loop.ts';
import type { OutboxItem } from '../outbox/outbox-item.ts';
import { wordsFor } from '../ui/words.ts';
import type { PendingMessage } from './contract.ts';

/** The outbox as rows of timelines; a row is a new object only when something about it changed. */
export function createPending(): {
  /** Of a conversation, or of a thread in it. */
  of(id: ConversationId, rootId?: MessageId): Accessor<readonly PendingMessage[]>;
  /** Why nothing goes out although the connection is there. */
  trouble: Accessor<SendTrouble | null>;
  show(outbox: Outbox | null): void;
} {
  const [trouble, setTrouble] = createSignal<SendTrouble | null>(null);
  const [rows, setRows] = createSignal<readonly PendingMessage[]>([]);
  let shown = new Map<string, PendingMessage>();
  return {
    of: (id, rootId) =>
      createMemo(() =>
        rows().filter((row) => row.conversationId === id && row.threadRootId === (rootId ?? null)),
      ),
    trouble,
    show(outbox) {
      setTrouble(outbox?.trouble ?? null);
      const next = new Map<string, PendingMessage>();
      for (const item of outbox?.items() ?? []) {
        const state = item.state === 'waiting' && outbox?.isSending(item.clientId) ? 'sending' : item.state;
        const before = shown.get(item.clientId);
        next.set(item.clientId, before?.state === state ? before : rowOf(item, state));
      }
      shown = next;
      setRows([...next.values()]);
    },
  };
}

function rowOf(item: OutboxItem, state: PendingMessage['state']): PendingMessage {
  const { clientId, conversationId, threadRootId = null, text, files, createdAt } = item;
  const { quote = null, poll = null } = item;
  const problem = item.problem ? wordsFor(new ParleyError(item.problem, '')) : null;
  return { clientId, conversationId, threadRootId, text, files, quote, poll, createdAt, state, problem };
}
