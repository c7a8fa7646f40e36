import type { ParameterOrFragment, Sql, TransactionSql } from 'postgres';
import type { Db } from '../../../db/client.ts';
import type { Message, Send } from '../../../protocol/chat.ts';
import { findMembership } from '../../../server/groups/membership.ts';
import { type MessageRow, messageColumns, toMessages } from '../../../server/messages/message-row.ts';
import { makeSendLane, SendLane } from '../../../server/messages/send-lane.ts';

type LaneParts = Parameters<typeof makeSendLane>[0];

/** Write-behind: the answer goes out as soon as the statements ran, the commit follows. */
const COMMIT_LATER_MS = 60;
/** A send like the last one within this time counts as its retry. */
const SAME_WITHIN_MS = 100;
/** Transactions of different lengths, as a busy database has them. */
const LONGEST_TRANSACTION_MS = 120;

/** Acknowledge before commit: that of a transaction, and that of the statement which is one by itself. */
export function acknowledgesEarly(parts: LaneParts): SendLane {
  const client = new Proxy(parts.db.$client, {
    get: (sql, key) => (key === 'begin' ? (body: Body) => beginEarly(sql, body) : Reflect.get(sql, key)),
    apply(sql, self, given: Statement) {
      const [words] = given;
      if (!words.some((word) => word.includes('parley_send'))) return Reflect.apply(sql, self, given);
      return beginEarly(sql, async (transaction) => transaction(...given));
    },
  });
  return makeSendLane({ ...parts, db: Object.create(parts.db, { $client: { value: client } }) as Db });
}

type Body = (transaction: TransactionSql) => Promise<unknown>;
type Statement = [TemplateStringsArray, ...ParameterOrFragment<never>[]];

function beginEarly(sql: Sql, body: Body): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const committing = sql.begin(async (transaction) => {
      resolve(await body(transaction));
      await Bun.sleep(COMMIT_LATER_MS);
    });
    committing.catch(reject);
  });
}

/** Dedupe by time: what the same sender said just now is a retry, whatever its clientId; later it is not. */
class ForgetfulLane extends SendLane {
  readonly #recent = new Map<string, Promise<Message>>();

  override send(senderId: string, send: Send): Promise<Message> {
    const key = `${senderId} ${send.conversationId} ${send.text}`;
    const known = this.#recent.get(key);
    if (known) return known;
    const sending = this.#sendAnew(senderId, send);
    this.#recent.set(key, sending);
    sending.catch(() => undefined);
    setTimeout(() => this.#recent.delete(key), SAME_WITHIN_MS);
    return sending;
  }

  async #sendAnew(senderId: string, send: Send): Promise<Message> {
    const message = await super.send(senderId, { ...send, clientId: crypto.randomUUID() });
    return { ...message, clientId: send.clientId };
  }
}

export const dedupesByTime = (parts: LaneParts): SendLane => new ForgetfulLane(parts);

/** A global sequence as the cursor: numbers are drawn when a transaction begins and seen when it ends. */
class SequenceLane extends SendLane {
  readonly #parts: LaneParts;

  constructor(parts: LaneParts) {
    super(parts);
    this.#parts = parts;
  }

  override async send(senderId: string, send: Send): Promise<Message> {
    const { db, fanout } = this.#parts;
    await findMembership(db, senderId, send.conversationId);
    const message = await db.$client.begin((tx) => storeBySequence(tx, senderId, send));
    const { conversationId, change } = message;
    const event = { kind: 'message', change, message } as const;
    fanout.toConversation(conversationId, { t: 'chat.changed', conversationId, change: event });
    return message;
  }
}

async function storeBySequence(tx: TransactionSql, senderId: string, send: Send): Promise<Message> {
  const { conversationId, clientId, text } = send;
  await tx`create sequence if not exists cursor_of_all start 1000`;
  await tx`
    insert into messages (id, conversation_id, number, change, sender_id, client_id, text)
    select ${Bun.randomUUIDv7()}::uuid, ${conversationId}::uuid, n, n, ${senderId}::uuid, ${clientId}::uuid, ${text}
    from nextval('cursor_of_all') n on conflict (sender_id, client_id) do nothing`;
  await Bun.sleep(Math.random() * LONGEST_TRANSACTION_MS);
  const rows = await tx<MessageRow[]>`
    select ${messageColumns(tx)} from messages m where sender_id = ${senderId} and client_id = ${clientId}`;
  const [message] = await toMessages(tx, rows);
  if (!message) throw new Error('an insert left no row');
  await tx`
    update conversations set last_change = greatest(last_change, ${message.change}),
      last_number = greatest(last_number, ${message.number}) where id = ${conversationId}`;
  return message;
}

export const numbersBySequence = (parts: LaneParts): SendLane => new SequenceLane(parts);
