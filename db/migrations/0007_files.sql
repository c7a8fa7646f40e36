ALTER TABLE "files" ADD COLUMN "wanted_at" timestamp (3) with time zone DEFAULT now() NOT NULL;--> statement-breakpoint
ALTER TABLE "files" ADD COLUMN "bytes_gone_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "settings" ADD COLUMN "user_quota_mb" integer;--> statement-breakpoint
ALTER TABLE "settings" ADD COLUMN "strip_originals" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "quota_mb" integer;--> statement-breakpoint
CREATE INDEX "conversations_avatar" ON "conversations" USING btree ("avatar_file_id") WHERE "conversations"."avatar_file_id" is not null;--> statement-breakpoint
CREATE INDEX "files_storage_key" ON "files" USING btree ("storage_key" collate "C");--> statement-breakpoint
CREATE INDEX "files_thumbnail_key" ON "files" USING btree ("thumbnail_key" collate "C");--> statement-breakpoint
CREATE INDEX "files_deleted" ON "files" USING btree ("deleted_at") WHERE "files"."deleted_at" is not null;--> statement-breakpoint
CREATE INDEX "messages_files" ON "messages" USING btree ("conversation_id","number") WHERE "messages"."file_count" > 0;--> statement-breakpoint
CREATE INDEX "users_avatar" ON "users" USING btree ("avatar_file_id") WHERE "users"."avatar_file_id" is not null;