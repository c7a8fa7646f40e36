CREATE TABLE "meet_bans" (
	"id" uuid PRIMARY KEY NOT NULL,
	"user_id" uuid,
	"name" text NOT NULL,
	"devices" text[] NOT NULL,
	"reason" text NOT NULL,
	"until" timestamp (3) with time zone,
	"created_by" uuid,
	"created_at" timestamp (3) with time zone NOT NULL,
	"lifted_at" timestamp (3) with time zone,
	"lifted_by" uuid
);
--> statement-breakpoint
CREATE TABLE "meet_devices" (
	"user_id" uuid NOT NULL,
	"device_hash" text NOT NULL,
	"session_id" uuid,
	"seen_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "meet_devices_user_id_device_hash_pk" PRIMARY KEY("user_id","device_hash")
);
--> statement-breakpoint
ALTER TABLE "meet_bans" ADD CONSTRAINT "meet_bans_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "meet_bans" ADD CONSTRAINT "meet_bans_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "meet_bans" ADD CONSTRAINT "meet_bans_lifted_by_users_id_fk" FOREIGN KEY ("lifted_by") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "meet_devices" ADD CONSTRAINT "meet_devices_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "meet_devices" ADD CONSTRAINT "meet_devices_session_id_sessions_id_fk" FOREIGN KEY ("session_id") REFERENCES "public"."sessions"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "meet_bans_user" ON "meet_bans" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "meet_bans_devices" ON "meet_bans" USING gin ("devices");--> statement-breakpoint
CREATE INDEX "meet_devices_session" ON "meet_devices" USING btree ("session_id");