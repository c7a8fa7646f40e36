/** Numbers that both sides obey. What only one side needs stands beside its use. */

/** Largest WebSocket frame that either side sends, in bytes. */
export const MAX_FRAME_BYTES = 64 * 1024;
/** A message's text, in UTF-16 code units. */
export const MAX_MESSAGE_LENGTH = 16_000;
export const MAX_FILES_PER_MESSAGE = 20;
export const MAX_VOICE_MS = 15 * 60_000;
/** Lines in the waveform of a voice message. */
export const VOICE_PEAKS = 64;
/** Characters of the quoted message that a quote shows. */
export const QUOTE_LENGTH = 200;
/** Different emoji on one message, and reactions in all. */
export const MAX_REACTION_KINDS = 20;
export const MAX_REACTIONS = 1_000;
/** One emoji with all its parts, in UTF-16 code units. */
export const MAX_EMOJI_LENGTH = 32;
export const MAX_PINS = 100;
/** Messages of one user that wait for their time. */
export const MAX_SCHEDULED = 100;
/** Drafts that a welcome brings: the newest. */
export const MAX_DRAFTS = 100;
export const MAX_POLL_QUESTION_LENGTH = 300;
export const MAX_POLL_OPTIONS = 10;
export const MAX_POLL_OPTION_LENGTH = 100;
/** Voters that each option of a poll names. */
export const POLL_FACES = 8;
/** Usernames that one message may name. */
export const MAX_MENTIONS = 50;
/** Unread messages naming me that a conversation lists. */
export const MAX_UNREAD_MENTIONS = 100;
/** In groups up to this size everyone may name everyone by `@all` and `@here`. */
export const SMALL_GROUP = 10;
/** People whose faces stand under a message with a thread. */
export const MAX_THREAD_FACES = 5;
/** Unread threads that a welcome lists. */
export const MAX_UNREAD_THREADS = 100;
export const MAX_NAME_LENGTH = 64;
export const MAX_STATUS_LENGTH = 140;
export const MAX_GROUP_DESCRIPTION_LENGTH = 500;
export const MIN_PASSWORD_LENGTH = 8;
export const MAX_PASSWORD_LENGTH = 256;
/** Messages in one page, changes in one resume answer. */
export const MAX_PAGE = 100;
export const PAGE = 50;

/** The client pings this often; the server closes a socket that was silent for `HEARTBEAT_TIMEOUT_MS`. */
export const HEARTBEAT_MS = 10_000;
export const HEARTBEAT_TIMEOUT_MS = 25_000;
/** A request that got no reply by then counts as unknown and is retried by whoever owns it. */
export const REQUEST_TIMEOUT_MS = 10_000;

/** A typing notice holds this long unless renewed; the client renews at most every `TYPING_RENEW_MS`. */
export const TYPING_TTL_MS = 5_000;
export const TYPING_RENEW_MS = 2_500;
/** A device with no input for this long reports itself away. */
export const AWAY_AFTER_MS = 5 * 60_000;

/** How long a participant whose socket is gone keeps its place in the call. */
export const CALL_LEASE_MS = 15_000;
/** How long members have to bring a new link up before a switch is decided without them; after a failure, longer. */
export const SWITCH_DEADLINE_MS = 10_000;
/** After a call shrank to the mesh limit it stays on the SFU this long, so that one rejoin does not flap it. */
export const MESH_SETTLE_MS = 3_000;
/** More than this many do not fit a mesh, whatever state the SFU is in. */
export const MESH_CEILING = 8;
export const MAX_CALL_PARTICIPANTS = 50;
/** A text to a stranger, in UTF-16 code units. */
export const MAX_MEET_TEXT_LENGTH = 2_000;
/** How long a seat whose socket is gone keeps its meeting. */
export const MEET_LEASE_MS = 15_000;

/** How long a seat off the record whose socket is gone is kept. */
export const DIRECT_LEASE_MS = 15_000;

/** As a time: until it is turned off again. The last one that both JavaScript and the database can write. */
export const FOREVER = 253_402_300_799_999;
