import type { ISql, TransactionSql } from 'postgres';
import type { Message } from '../../protocol/chat.ts';
import type { MessageId, UserId } from '../../protocol/ids.ts';
import { POLL_FACES } from '../../protocol/limits.ts';
import type { Poll } from '../../protocol/poll.ts';

interface PollRow extends Pick<Poll, 'several' | 'anonymous' | 'voters' | 'closesAt' | 'closedAt'> {
  readonly messageId: MessageId;
  readonly options: readonly string[];
  /** Of the options that anybody chose. */
  readonly tallies: readonly { option: number; count: number; voterIds: UserId[] }[];
}

/** Each poll and its votes as of one moment. */
export async function readPolls(sql: ISql, messageIds: readonly MessageId[]): Promise<Map<MessageId, Poll>> {
  if (messageIds.length === 0) return new Map();
  const rows = await sql<PollRow[]>`
    select p.message_id as "messageId", p.options, p.several, p.anonymous,
      (extract(epoch from p.closes_at) * 1000)::float8 as "closesAt",
      (extract(epoch from p.closed_at) * 1000)::float8 as "closedAt",
      (select count(distinct user_id) from poll_votes where message_id = p.message_id)::integer as voters,
      coalesce((
        select jsonb_agg(to_jsonb(tally)) from (
          select option, count(*) as count,
            to_jsonb((array_agg(user_id order by change, user_id))[1:${POLL_FACES}]) as "voterIds"
          from poll_votes where message_id = p.message_id group by option
        ) tally), '[]') as tallies
    from polls p where p.message_id = any(${messageIds}::uuid[])`;
  return new Map(rows.map((row) => [row.messageId, pollOf(row)]));
}

function pollOf(row: PollRow): Poll {
  const { options, tallies, several, anonymous, voters, closesAt, closedAt } = row;
  const byOption = new Map(tallies.map((tally) => [tally.option, tally]));
  return {
    ...{ several, anonymous, voters, closesAt, closedAt },
    options: options.map((text, option) => {
      const { count = 0, voterIds = [] } = byOption.get(option) ?? {};
      return { text, count, voterIds: anonymous ? [] : voterIds };
    }),
  };
}

/** The polls among new messages. */
export function insertPolls(tx: TransactionSql, messages: readonly Message[]) {
  const rows = messages.flatMap(({ id, poll }) => {
    if (!poll) return [];
    const { several, anonymous, closesAt } = poll;
    const options = poll.options.map(({ text }) => text.toWellFormed());
    return { id, options, several, anonymous, closes: closesAt === null ? null : closesAt / 1000 };
  });
  if (rows.length === 0) return [];
  return [
    tx`
      insert into polls (message_id, options, several, anonymous, closes_at)
      select id, options, several, anonymous, to_timestamp(closes)
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as poll (id uuid, options text[], several boolean, anonymous boolean, closes float8)`,
  ];
}
