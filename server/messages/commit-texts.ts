import type { Sql } from 'postgres';
import type { Message } from '../../protocol/chat.ts';
import { archived, notFound } from '../../protocol/errors.ts';
import { untouched } from '../../protocol/quote.ts';
import { keyOf, type Outcome, type PendingSend, readKnown } from './commit-sends.ts';

/**
 * Nothing but a text: it answers nothing, and neither files nor a poll nor anybody's name hang on it. Such are nearly
 * all, and a batch of them takes one statement.
 */
export function isText({ send }: PendingSend): boolean {
  return (
    send.replyTo === null &&
    send.threadRootId === null &&
    send.fileIds.length === 0 &&
    send.poll === undefined &&
    !send.text.includes('@')
  );
}

/** What became of a send: its numbers, or why it has none. */
type Row =
  | { readonly refusal: null; readonly change: number; readonly number: number }
  | { readonly refusal: 'known' | 'missing' | 'archived' };

/**
 * Stores a batch as `commitSends` does, with the same locks and answers, in one statement that is a transaction by
 * itself (`parley_send`). All of the batch are texts, and each `clientId` of a sender stands in it once.
 */
export async function commitTexts(
  client: Sql,
  batch: readonly PendingSend[],
  now: number,
): Promise<Outcome[]> {
  const ids = batch.map(() => Bun.randomUUIDv7());
  const rows = await client<Row[]>`
    select * from parley_send(${arrayOf(ids)}::uuid[], ${arrayOf(batch.map(({ send }) => send.conversationId))}::uuid[],
      ${arrayOf(batch.map(({ senderId }) => senderId))}::uuid[],
      ${arrayOf(batch.map(({ send }) => send.clientId))}::uuid[], ${batch.map(({ send }) => send.text)}::text[],
      to_timestamp(${now}::float8 / 1000))`;
  const retries = batch.filter((_, index) => rows[index]?.refusal === 'known');
  const known = retries.length > 0 ? await readKnown(client, retries) : new Map<string, Message>();
  return batch.map((pending, index): Outcome => {
    const [id, row] = [ids[index], rows[index]];
    if (!id || !row) throw new Error('a send was left without an answer');
    if (row.refusal === null)
      return { kind: 'sent', message: textOf(pending, { id, createdAt: now, ...row }) };
    if (row.refusal === 'archived') return { kind: 'refused', error: archived() };
    const first = known.get(keyOf(pending.senderId, pending.send.clientId));
    return first
      ? { kind: 'known', message: first }
      : { kind: 'refused', error: notFound('The conversation') };
  });
}

type Placed = Pick<Message, 'id' | 'change' | 'number' | 'createdAt'>;

function textOf({ senderId, send }: PendingSend, { id, change, number, createdAt }: Placed): Message {
  const { conversationId, clientId, text } = send;
  return {
    ...untouched(change),
    ...{ id, conversationId, change, number, createdAt, senderId, clientId, text },
    replyTo: null,
    files: [],
    event: null,
  };
}

/** As PostgreSQL writes an array; of ids alone, which need no quotes. */
function arrayOf(ids: readonly string[]): string {
  return `{${ids.join(',')}}`;
}
