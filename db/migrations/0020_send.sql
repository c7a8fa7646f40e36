-- A batch of texts becomes messages in one statement. Each conversation's row is locked first, in the order of the ids,
-- as in every other change of a conversation. What comes after the locks is a statement of its own with a view of its
-- own: it sees what others committed while the locks were waited for. One row for each send: the numbers it took, or
-- why it took none. Every look-up goes by its key, however small the tables are when the plan is made.
CREATE FUNCTION parley_send(
  ids uuid[], conversation_ids uuid[], sender_ids uuid[], client_ids uuid[], texts text[], sent_at timestamptz
)
RETURNS TABLE (refusal text, change float8, number float8) LANGUAGE plpgsql
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
BEGIN
  PERFORM FROM conversations c WHERE c.id = ANY (conversation_ids) ORDER BY c.id FOR NO KEY UPDATE;
  RETURN QUERY
  WITH sent AS MATERIALIZED (
    SELECT s.*, c.last_change, c.last_number,
      CASE
        WHEN (SELECT true FROM messages m
          WHERE m.sender_id = s.sender_id AND m.client_id = s.client_id LIMIT 1) THEN 'known'
        WHEN (SELECT true FROM memberships ms
          WHERE ms.conversation_id = s.conversation_id AND ms.user_id = s.sender_id LIMIT 1) IS NULL THEN 'missing'
        WHEN c.archived_at IS NOT NULL THEN 'archived'
      END AS refusal
    FROM unnest(ids, conversation_ids, sender_ids, client_ids, texts) WITH ORDINALITY
      AS s (id, conversation_id, sender_id, client_id, text, place)
    LEFT JOIN conversations c ON c.id = s.conversation_id
  ), placed AS MATERIALIZED (
    SELECT s.*, row_number() OVER (PARTITION BY s.conversation_id ORDER BY s.place) AS nth
    FROM sent s WHERE s.refusal IS NULL
  ), stored AS (
    INSERT INTO messages (id, conversation_id, number, change, sender_id, client_id, text, created_at)
    SELECT p.id, p.conversation_id, p.last_number + p.nth, p.last_change + p.nth, p.sender_id, p.client_id, p.text, sent_at
    FROM placed p ORDER BY p.place
  ), counted AS (
    UPDATE conversations c SET last_change = c.last_change + top.nth, last_number = c.last_number + top.nth
    FROM (SELECT p.conversation_id, max(p.nth) AS nth FROM placed p GROUP BY p.conversation_id) top
    WHERE c.id = top.conversation_id
  ), told AS (
    SELECT p.place, NULL::text AS refusal, p.last_change + p.nth AS change, p.last_number + p.nth AS number FROM placed p
    UNION ALL
    SELECT s.place, s.refusal, NULL, NULL FROM sent s WHERE s.refusal IS NOT NULL
  )
  SELECT t.refusal, t.change::float8, t.number::float8 FROM told t ORDER BY t.place;
END
$$;
--> statement-breakpoint
-- Cuts as before and at a fifth of the cost: a space between two words stays where it is, and only what is more than
-- that is looked for and replaced. The index stands as it is.
CREATE OR REPLACE FUNCTION parley_terms(content text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN pg_catalog.string_to_array(pg_catalog.btrim(pg_catalog.regexp_replace(
  CASE
    WHEN content ~ '[\u2E80-\u9FFF\uA960-\uA97F\uAC00-\uD7FF\uF900-\uFAFF\uFF00-\uFFEF\U00020000-\U0003FFFF]'
      OR pg_catalog.length(content) > 200
    THEN pg_catalog.regexp_replace(pg_catalog.regexp_replace(pg_catalog.lower(content),
      '([\u2E80-\u9FFF\uA960-\uA97F\uAC00-\uD7FF\uF900-\uFAFF\uFF00-\uFFEF\U00020000-\U0003FFFF])', ' \1 ', 'g'),
      '([^\u0001-\u002F\u003A-\u0040\u005B-\u0060\u007B-\u00BF\u2000-\u206F]{200})', '\1 ', 'g')
    ELSE pg_catalog.lower(content)
  END,
  ' *[\u0001-\u001F\u0021-\u002F\u003A-\u0040\u005B-\u0060\u007B-\u00BF\u2000-\u206F]'
    || '[\u0001-\u002F\u003A-\u0040\u005B-\u0060\u007B-\u00BF\u2000-\u206F]*|  +', ' ', 'g')), ' ');
