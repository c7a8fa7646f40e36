import type { ISql } from 'postgres';
import { MAX_THREAD_FACES } from '../../../protocol/limits.ts';
import type { Hanging, StoredPoll } from '../history.ts';

/** The choices, and which changes brought them about. */
export async function readPolls(sql: ISql): Promise<StoredPoll[]> {
  const rows = await sql<{ poll: string; user: string; choice: number[]; made: number[] }[]>`
    with chosen as (
      select message_id as poll, user_id as user, array_agg(option::integer order by option) as choice
      from poll_votes group by message_id, user_id
    ), made as (
      select (payload->>'messageId')::uuid as poll, (payload->>'userId')::uuid as user,
        array_agg(change::float8 order by change) as made
      from changes where payload->>'kind' = 'voted' group by 1, 2
    )
    select poll, "user", coalesce(choice, '{}') as choice, coalesce(made, '{}') as made
    from chosen full join made using (poll, "user")`;
  const polls = new Map<string, { choices: Map<string, number[]>; made: Map<string, number[]> }>();
  for (const { poll, user, choice, made } of rows) {
    const known = polls.get(poll) ?? { choices: new Map(), made: new Map() };
    known.choices.set(user, choice);
    known.made.set(user, made);
    polls.set(poll, known);
  }
  return [...polls].map(([poll, votes]) => ({ poll, ...votes }));
}

/** Counted by hand from the rows: what the server tells of them is held against this. */
export async function readHanging(sql: ISql): Promise<Map<string, Hanging>> {
  const threads = await sql<{ id: string; senderIds: string[] }[]>`
    select thread_root_id as id, array_agg(sender_id order by number) as "senderIds"
    from messages where thread_root_id is not null group by thread_root_id`;
  const polls = await sql<{ id: string; voterIds: string[][] }[]>`
    select p.message_id as id, (
      select jsonb_agg(array(
        select user_id from poll_votes v
        where v.message_id = p.message_id and v.option = place - 1 order by v.change, v.user_id) order by place)
      from generate_series(1, cardinality(p.options)) as place) as "voterIds"
    from polls p`;
  const hanging = new Map<string, Hanging>();
  for (const { id, senderIds } of threads) {
    const faces = [...new Set(senderIds)].slice(0, MAX_THREAD_FACES);
    hanging.set(id, { replies: senderIds.length, faces, options: [] });
  }
  for (const { id, voterIds } of polls) {
    const { replies = 0, faces = [] } = hanging.get(id) ?? {};
    hanging.set(id, { replies, faces, options: voterIds });
  }
  return hanging;
}
