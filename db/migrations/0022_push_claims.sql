CREATE TABLE "push_claims" (
	"id" uuid PRIMARY KEY NOT NULL,
	"owner" uuid NOT NULL,
	"leased_until" timestamp (3) with time zone NOT NULL,
	"conversation_id" uuid NOT NULL,
	"root_ids" uuid[] NOT NULL,
	"user_ids" uuid[] NOT NULL,
	"numbers" bigint[] NOT NULL
);
