CREATE TABLE "link_previews" (
	"id" uuid PRIMARY KEY NOT NULL,
	"url" text NOT NULL,
	"fetched_at" timestamp (3) with time zone NOT NULL,
	"found" boolean NOT NULL,
	"title" text DEFAULT '' NOT NULL,
	"description" text DEFAULT '' NOT NULL,
	"site_name" text DEFAULT '' NOT NULL,
	"picture_key" text,
	"picture_width" integer,
	"picture_height" integer
);
--> statement-breakpoint
CREATE TABLE "message_previews" (
	"message_id" uuid NOT NULL,
	"url" text NOT NULL,
	"position" integer NOT NULL,
	"preview_id" uuid,
	CONSTRAINT "message_previews_message_id_url_pk" PRIMARY KEY("message_id","url")
);
--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "preview_count" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "settings" ADD COLUMN "link_previews" boolean DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE "message_previews" ADD CONSTRAINT "message_previews_message_id_messages_id_fk" FOREIGN KEY ("message_id") REFERENCES "public"."messages"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "message_previews" ADD CONSTRAINT "message_previews_preview_id_link_previews_id_fk" FOREIGN KEY ("preview_id") REFERENCES "public"."link_previews"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "link_previews_url" ON "link_previews" USING btree ("url","fetched_at");--> statement-breakpoint
CREATE INDEX "message_previews_preview" ON "message_previews" USING btree ("preview_id") WHERE "message_previews"."preview_id" is not null;