CREATE TABLE "forgotten_words" (
	"word" text NOT NULL
);
