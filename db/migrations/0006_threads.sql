CREATE TABLE "thread_follows" (
	"root_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"conversation_id" uuid NOT NULL,
	"read_number" bigint DEFAULT 0 NOT NULL,
	"following" boolean DEFAULT true NOT NULL,
	"revision" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "thread_follows_root_id_user_id_pk" PRIMARY KEY("root_id","user_id")
);
--> statement-breakpoint
CREATE TABLE "threads" (
	"root_id" uuid PRIMARY KEY NOT NULL,
	"conversation_id" uuid NOT NULL,
	"last_number" bigint NOT NULL,
	"last_reply_at" timestamp (3) with time zone NOT NULL,
	"participant_ids" uuid[] NOT NULL
);
--> statement-breakpoint
DROP INDEX "mentions_user";--> statement-breakpoint
DROP INDEX "mentions_all";--> statement-breakpoint
DROP INDEX "messages_number";--> statement-breakpoint
ALTER TABLE "memberships" ADD COLUMN "unread_from" bigint;--> statement-breakpoint
ALTER TABLE "memberships" ADD COLUMN "unread_revision" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "mentions" ADD COLUMN "thread_root_id" uuid;--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "thread_root_id" uuid;--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "has_thread" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "thread_follows" ADD CONSTRAINT "thread_follows_root_id_messages_id_fk" FOREIGN KEY ("root_id") REFERENCES "public"."messages"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "thread_follows" ADD CONSTRAINT "thread_follows_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "thread_follows" ADD CONSTRAINT "thread_follows_conversation_id_conversations_id_fk" FOREIGN KEY ("conversation_id") REFERENCES "public"."conversations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "threads" ADD CONSTRAINT "threads_root_id_messages_id_fk" FOREIGN KEY ("root_id") REFERENCES "public"."messages"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "threads" ADD CONSTRAINT "threads_conversation_id_conversations_id_fk" FOREIGN KEY ("conversation_id") REFERENCES "public"."conversations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "thread_follows_user" ON "thread_follows" USING btree ("user_id") WHERE "thread_follows"."following";--> statement-breakpoint
CREATE INDEX "thread_follows_member" ON "thread_follows" USING btree ("conversation_id","user_id");--> statement-breakpoint
CREATE INDEX "mentions_thread" ON "mentions" USING btree ("thread_root_id","number") WHERE "mentions"."thread_root_id" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "messages_thread" ON "messages" USING btree ("thread_root_id","number") WHERE "messages"."thread_root_id" is not null;--> statement-breakpoint
CREATE INDEX "mentions_user" ON "mentions" USING btree ("conversation_id","user_id","number") WHERE "mentions"."user_id" is not null and "mentions"."thread_root_id" is null;--> statement-breakpoint
CREATE INDEX "mentions_all" ON "mentions" USING btree ("conversation_id","number") WHERE "mentions"."user_id" is null and "mentions"."thread_root_id" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "messages_number" ON "messages" USING btree ("conversation_id","number") WHERE "messages"."thread_root_id" is null;