CREATE TABLE "scheduled_files" (
	"user_id" uuid NOT NULL,
	"scheduled_id" uuid NOT NULL,
	"file_id" uuid NOT NULL,
	"position" integer NOT NULL,
	CONSTRAINT "scheduled_files_user_id_scheduled_id_position_pk" PRIMARY KEY("user_id","scheduled_id","position")
);
--> statement-breakpoint
CREATE TABLE "scheduled_messages" (
	"user_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"conversation_id" uuid NOT NULL,
	"thread_root_id" uuid,
	"text" text NOT NULL,
	"reply_to" uuid,
	"due_at" timestamp (3) with time zone NOT NULL,
	"revision" integer DEFAULT 1 NOT NULL,
	"problem_code" text,
	"problem" text DEFAULT '' NOT NULL,
	CONSTRAINT "scheduled_messages_user_id_id_pk" PRIMARY KEY("user_id","id")
);
--> statement-breakpoint
ALTER TABLE "scheduled_files" ADD CONSTRAINT "scheduled_files_file_id_files_id_fk" FOREIGN KEY ("file_id") REFERENCES "public"."files"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "scheduled_files" ADD CONSTRAINT "scheduled_files_message" FOREIGN KEY ("user_id","scheduled_id") REFERENCES "public"."scheduled_messages"("user_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "scheduled_messages" ADD CONSTRAINT "scheduled_messages_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "scheduled_messages" ADD CONSTRAINT "scheduled_messages_conversation_id_conversations_id_fk" FOREIGN KEY ("conversation_id") REFERENCES "public"."conversations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "scheduled_files_file" ON "scheduled_files" USING btree ("file_id");--> statement-breakpoint
CREATE INDEX "scheduled_messages_due" ON "scheduled_messages" USING btree ("due_at") WHERE "scheduled_messages"."problem_code" is null;