CREATE TABLE "audit_entries" (
	"seq" bigint PRIMARY KEY NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"actor_id" uuid NOT NULL,
	"actor_name" text NOT NULL,
	"action" text NOT NULL,
	"subject_id" text NOT NULL,
	"subject_name" text NOT NULL,
	"details" text NOT NULL,
	"hash" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "audit_head" (
	"id" boolean PRIMARY KEY DEFAULT true NOT NULL,
	"seq" bigint NOT NULL,
	"hash" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "call_joins" (
	"call_id" uuid NOT NULL,
	"participant_id" uuid NOT NULL,
	"took_ms" integer NOT NULL,
	"path" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "call_joins_call_id_participant_id_pk" PRIMARY KEY("call_id","participant_id")
);
--> statement-breakpoint
CREATE TABLE "server_days" (
	"day" text PRIMARY KEY NOT NULL,
	"messages" integer NOT NULL,
	"senders" integer NOT NULL,
	"calls" integer NOT NULL,
	"answered" integer NOT NULL,
	"failed" integer NOT NULL,
	"call_ms" bigint NOT NULL,
	"joins" integer NOT NULL,
	"relayed" integer NOT NULL,
	"over_sfu" integer NOT NULL,
	"join_p50_ms" integer,
	"join_p95_ms" integer
);
--> statement-breakpoint
CREATE INDEX "call_joins_at" ON "call_joins" USING btree ("at");--> statement-breakpoint
CREATE INDEX "calls_started" ON "calls" USING btree ("started_at");--> statement-breakpoint
INSERT INTO "audit_head" ("seq", "hash") VALUES (0, '');
--> statement-breakpoint
-- Nobody changes what was written, Parley itself included. Who owns the database can take this away: the chain tells.
CREATE FUNCTION parley_audit_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the audit log is only added to';
END $$;
--> statement-breakpoint
CREATE TRIGGER audit_entries_stand BEFORE UPDATE OR DELETE ON "audit_entries"
FOR EACH ROW EXECUTE FUNCTION parley_audit_stands();
--> statement-breakpoint
CREATE TRIGGER audit_entries_stay BEFORE TRUNCATE ON "audit_entries"
FOR EACH STATEMENT EXECUTE FUNCTION parley_audit_stands();
