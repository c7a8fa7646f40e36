import type { Db } from '../../db/client.ts';
import type { Membership } from '../groups/membership.ts';

/**
 * The first message of a conversation at or after a time; the last one where none is as new; 0 where there is none.
 * Messages are numbered in the order of their times: halving finds the place in a few looks at the index of numbers.
 */
export async function numberAt(
  db: Db,
  { conversationId, lastNumber }: Membership,
  at: number,
): Promise<{ number: number }> {
  const [row] = await db.$client<{ number: number }[]>`
    with recursive halves (low, high) as (
      select 1::bigint, ${lastNumber}::bigint
      union all
      select case when m.created_at < to_timestamp(${at}::float8 / 1000) then m.number + 1 else low end,
        case when m.created_at < to_timestamp(${at}::float8 / 1000) then high else m.number end
      from halves join messages m on m.conversation_id = ${conversationId} and m.thread_root_id is null
        and m.number = (low + high) / 2
      where low < high
    )
    select least(low, ${lastNumber}::bigint)::float8 as number from halves order by high - low limit 1`;
  return { number: row?.number ?? 0 };
}
