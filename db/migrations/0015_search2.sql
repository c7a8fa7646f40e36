-- What a text is made of, for the index: runs of letters and digits in lower case. What separates them is named by
-- its code, not by a locale, so that the server cuts what is searched for at the same places (search-conditions.ts).
-- Chinese, Japanese and Korean have no spaces: each of their characters is a word. A run has an end after 200.
CREATE FUNCTION parley_terms(content text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN pg_catalog.string_to_array(pg_catalog.btrim(pg_catalog.regexp_replace(
  CASE
    WHEN content ~ '[\u2E80-\u9FFF\uA960-\uA97F\uAC00-\uD7FF\uF900-\uFAFF\uFF00-\uFFEF\U00020000-\U0003FFFF]'
      OR pg_catalog.length(content) > 200
    THEN pg_catalog.regexp_replace(pg_catalog.regexp_replace(pg_catalog.lower(content),
      '([\u2E80-\u9FFF\uA960-\uA97F\uAC00-\uD7FF\uF900-\uFAFF\uFF00-\uFFEF\U00020000-\U0003FFFF])', ' \1 ', 'g'),
      '([^\u0001-\u002F\u003A-\u0040\u005B-\u0060\u007B-\u00BF\u2000-\u206F]{200})', '\1 ', 'g')
    ELSE pg_catalog.lower(content)
  END,
  '[\u0001-\u002F\u003A-\u0040\u005B-\u0060\u007B-\u00BF\u2000-\u206F]+', ' ', 'g')), ' ');
--> statement-breakpoint
-- The same and the days of the message, four by four: by them the index tells what is new from what is old.
CREATE FUNCTION parley_index(id uuid, content text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN pg_catalog.array_append(parley_terms(content), '#' || pg_catalog.left(id::text, 5));
--> statement-breakpoint
-- Every word that was ever written, the index of parts of words. A few may stand in it twice: a unique index would
-- have writers wait for each other.
CREATE TABLE "search_words" ("word" text COLLATE "C" NOT NULL);
--> statement-breakpoint
INSERT INTO "search_words" SELECT DISTINCT term FROM "messages", unnest(parley_terms("text")) term;
--> statement-breakpoint
CREATE INDEX "search_words_word" ON "search_words" ("word");
--> statement-breakpoint
-- Where the extension cannot be had, all words are read instead.
DO $$
BEGIN
  CREATE EXTENSION IF NOT EXISTS pg_trgm;
  CREATE INDEX "search_words_trigrams" ON "search_words" USING gin ("word" gin_trgm_ops);
EXCEPTION WHEN insufficient_privilege OR undefined_file OR feature_not_supported OR undefined_object THEN
  RAISE NOTICE 'pg_trgm cannot be had: %', SQLERRM;
END
$$;
--> statement-breakpoint
CREATE INDEX "messages_terms" ON "messages" USING gin ((parley_index("id", "text")) COLLATE "C");
--> statement-breakpoint
DROP INDEX IF EXISTS "messages_trigrams";
--> statement-breakpoint
DROP INDEX "messages_words";
--> statement-breakpoint
DROP FUNCTION parley_words(text);
--> statement-breakpoint
-- The few words of a batch are looked up one by one, never all words for them.
CREATE FUNCTION parley_learn() RETURNS trigger LANGUAGE plpgsql
SET enable_seqscan = off AS $$
BEGIN
  INSERT INTO search_words
  SELECT term FROM (
    SELECT DISTINCT term COLLATE "C" AS term FROM written, unnest(parley_terms(written.text)) term
  ) terms
  WHERE (SELECT true FROM search_words known WHERE known.word = terms.term LIMIT 1) IS NULL;
  RETURN NULL;
END
$$;
--> statement-breakpoint
CREATE TRIGGER "messages_learn" AFTER INSERT ON "messages"
REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION parley_learn();
--> statement-breakpoint
CREATE FUNCTION parley_relearn() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO search_words
  SELECT DISTINCT term FROM unnest(parley_terms(NEW.text)) term
  WHERE NOT EXISTS (SELECT FROM search_words known WHERE known.word = term);
  RETURN NULL;
END
$$;
--> statement-breakpoint
CREATE TRIGGER "messages_relearn" AFTER UPDATE OF "text" ON "messages"
FOR EACH ROW WHEN (OLD.text IS DISTINCT FROM NEW.text) EXECUTE FUNCTION parley_relearn();
