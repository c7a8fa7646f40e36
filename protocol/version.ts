/**
 * Raised whenever a schema of up.ts or down.ts changes; version.test.ts holds the two in step. So it is when what two
 * browsers say to each other changes (client/direct). A client whose version differs is told so and reloads.
 */
export const PROTOCOL_VERSION = 5;

/** One line for each version: what changed, and the fingerprint of its schemas. */
export const PROTOCOL_HISTORY: readonly { version: number; fingerprint: string; change: string }[] = [
  { version: 1, fingerprint: '113f0f19b9358105', change: 'Sessions, chat, presence, calls and the SFU.' },
  {
    version: 2,
    fingerprint: '0c65260012d81cd8',
    change: 'Edits, deletions, reactions, pins, quotes, mentions. Polls; drafts.',
  },
  {
    version: 3,
    fingerprint: '97ab69099e7fd723',
    change:
      'Groups in the archive; preferences; link previews; threads; conversations left unread; removed files; polls; drafts; scheduled messages; voice messages; meeting strangers; rooms off the record; figures for who looks after the server.',
  },
  {
    version: 4,
    fingerprint: 'f464df78b4508fbd',
    change:
      'What is written to a stranger has no NUL and no half of a character; Next among strangers may name the meeting that it is about.',
  },
  {
    version: 5,
    fingerprint: 'f464df78b4508fbd',
    change: 'Off the record, the hash of a file is that of pieces of 256 KiB.',
  },
];
