CREATE INDEX "calls_started_by" ON "calls" USING btree ("started_by");--> statement-breakpoint
CREATE INDEX "group_invite_uses_user" ON "group_invite_uses" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "meet_reports_reporter" ON "meet_reports" USING btree ("reporter_id");--> statement-breakpoint
CREATE INDEX "meetings_first" ON "meetings" USING btree ("first_user_id") WHERE "meetings"."first_user_id" is not null;--> statement-breakpoint
CREATE INDEX "meetings_second" ON "meetings" USING btree ("second_user_id") WHERE "meetings"."second_user_id" is not null;--> statement-breakpoint
CREATE INDEX "mentions_person" ON "mentions" USING btree ("user_id") WHERE "mentions"."user_id" is not null;--> statement-breakpoint
CREATE INDEX "messages_pinned_by" ON "messages" USING btree ("pinned_by") WHERE "messages"."pinned_by" is not null;--> statement-breakpoint
CREATE INDEX "poll_votes_user" ON "poll_votes" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "reactions_user" ON "reactions" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "thread_follows_person" ON "thread_follows" USING btree ("user_id");