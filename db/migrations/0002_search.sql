-- Words for the full text index. Chinese, Japanese and Korean have no spaces: each of their characters is a word.
CREATE FUNCTION parley_words(content text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN pg_catalog.to_tsvector(
  'pg_catalog.simple'::regconfig,
  pg_catalog.regexp_replace(content, '([\u2E80-\u9FFF\uA960-\uA97F\uAC00-\uD7FF\uF900-\uFAFF\U00020000-\U0003FFFF])', ' \1 ', 'g')
);
--> statement-breakpoint
CREATE INDEX "messages_words" ON "messages" USING gin (parley_words("text"));
--> statement-breakpoint
-- Parts of words. Where the extension cannot be had, searches read more and are cut off sooner.
DO $$
BEGIN
  CREATE EXTENSION IF NOT EXISTS pg_trgm;
  CREATE INDEX "messages_trigrams" ON "messages" USING gin ("text" gin_trgm_ops);
EXCEPTION WHEN insufficient_privilege OR undefined_file OR feature_not_supported OR undefined_object THEN
  RAISE NOTICE 'pg_trgm cannot be had: %', SQLERRM;
END
$$;
