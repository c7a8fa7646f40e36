CREATE TABLE "blocks" (
	"user_id" uuid NOT NULL,
	"blocked_id" uuid NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "blocks_user_id_blocked_id_pk" PRIMARY KEY("user_id","blocked_id")
);
--> statement-breakpoint
CREATE TABLE "meet_days" (
	"day" text PRIMARY KEY NOT NULL,
	"meetings" integer NOT NULL,
	"connected" integer NOT NULL,
	"failed" integer NOT NULL,
	"reported" integer NOT NULL,
	"total_ms" bigint NOT NULL,
	"wait_p50_ms" integer NOT NULL,
	"wait_p95_ms" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "meet_reports" (
	"id" uuid PRIMARY KEY NOT NULL,
	"meeting_id" uuid NOT NULL,
	"reporter_id" uuid,
	"reported_id" uuid,
	"reasons" text[] NOT NULL,
	"text" text DEFAULT '' NOT NULL,
	"picture" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"handled_at" timestamp (3) with time zone,
	"handled_by" uuid,
	"action" text
);
--> statement-breakpoint
CREATE TABLE "meet_seats" (
	"seat" text PRIMARY KEY NOT NULL,
	"meeting_id" uuid NOT NULL,
	"process_id" uuid NOT NULL
);
--> statement-breakpoint
CREATE TABLE "meet_texts" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"meeting_id" uuid NOT NULL,
	"sender" smallint NOT NULL,
	"client_id" uuid NOT NULL,
	"text" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "meetings" (
	"id" uuid PRIMARY KEY NOT NULL,
	"first_user_id" uuid,
	"second_user_id" uuid,
	"path" text NOT NULL,
	"tags" text[] NOT NULL,
	"first_waited_ms" integer NOT NULL,
	"second_waited_ms" integer NOT NULL,
	"started_at" timestamp (3) with time zone NOT NULL,
	"ended_at" timestamp (3) with time zone,
	"end" text,
	"connected" boolean DEFAULT false NOT NULL,
	"extensions" integer DEFAULT 0 NOT NULL,
	"sealed_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "met_pairs" (
	"low" uuid NOT NULL,
	"high" uuid NOT NULL,
	"met_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "met_pairs_low_high_pk" PRIMARY KEY("low","high"),
	CONSTRAINT "met_pairs_order" CHECK ("met_pairs"."low" < "met_pairs"."high")
);
--> statement-breakpoint
ALTER TABLE "settings" ADD COLUMN "meet_blur" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "settings" ADD COLUMN "meet_who" text;--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "age_stated_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "meet_paused_until" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "blocks" ADD CONSTRAINT "blocks_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "blocks" ADD CONSTRAINT "blocks_blocked_id_users_id_fk" FOREIGN KEY ("blocked_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "meet_reports" ADD CONSTRAINT "meet_reports_meeting_id_meetings_id_fk" FOREIGN KEY ("meeting_id") REFERENCES "public"."meetings"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "meet_reports" ADD CONSTRAINT "meet_reports_reporter_id_users_id_fk" FOREIGN KEY ("reporter_id") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "meet_reports" ADD CONSTRAINT "meet_reports_reported_id_users_id_fk" FOREIGN KEY ("reported_id") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "meet_reports" ADD CONSTRAINT "meet_reports_handled_by_users_id_fk" FOREIGN KEY ("handled_by") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "meet_seats" ADD CONSTRAINT "meet_seats_meeting_id_meetings_id_fk" FOREIGN KEY ("meeting_id") REFERENCES "public"."meetings"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "meet_texts" ADD CONSTRAINT "meet_texts_meeting_id_meetings_id_fk" FOREIGN KEY ("meeting_id") REFERENCES "public"."meetings"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "meetings" ADD CONSTRAINT "meetings_first_user_id_users_id_fk" FOREIGN KEY ("first_user_id") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "meetings" ADD CONSTRAINT "meetings_second_user_id_users_id_fk" FOREIGN KEY ("second_user_id") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "met_pairs" ADD CONSTRAINT "met_pairs_low_users_id_fk" FOREIGN KEY ("low") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "met_pairs" ADD CONSTRAINT "met_pairs_high_users_id_fk" FOREIGN KEY ("high") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "blocks_blocked" ON "blocks" USING btree ("blocked_id");--> statement-breakpoint
CREATE UNIQUE INDEX "meet_reports_once" ON "meet_reports" USING btree ("meeting_id","reporter_id");--> statement-breakpoint
CREATE INDEX "meet_reports_reported" ON "meet_reports" USING btree ("reported_id","created_at");--> statement-breakpoint
CREATE INDEX "meet_seats_meeting" ON "meet_seats" USING btree ("meeting_id");--> statement-breakpoint
CREATE INDEX "meet_texts_meeting" ON "meet_texts" USING btree ("meeting_id");--> statement-breakpoint
CREATE INDEX "meetings_started" ON "meetings" USING btree ("started_at");--> statement-breakpoint
CREATE INDEX "met_pairs_high" ON "met_pairs" USING btree ("high");