import { toEmoji } from '../../protocol/emoji.ts';
import { MAX_MESSAGE_LENGTH, MAX_REACTION_KINDS, MAX_REACTIONS } from '../../protocol/limits.ts';
import type { SlackFile, SlackMessage } from './slack-schema.ts';
import { type SlackNames, toMarkdown } from './slack-text.ts';

/** Why something of the export is not here. */
export type Omission = 'notice' | 'deleted' | 'empty' | 'noSender' | 'malformed' | 'direct';
/** What came over, and not as it was. */
export type Loss = 'shortened' | 'fileAsLink' | 'unknownEmoji' | 'reactionsOverLimit';

export interface Sender {
  /** As Slack names them; bots by their own ids. */
  readonly key: string;
  readonly name: string;
  readonly isBot: boolean;
}

export interface Converted {
  readonly ts: string;
  readonly sender: Sender;
  readonly text: string;
  /** The message that it answers. */
  readonly threadTs: string | null;
  readonly editedTs: string | null;
  readonly reactions: readonly { readonly emoji: string; readonly users: readonly string[] }[];
  readonly losses: readonly Loss[];
}

const NOTICES =
  /_(join|leave|topic|purpose|name|archive|unarchive|posting_permissions|convert_to_private)$|^(pinned_item|unpinned_item|bot_add|bot_remove|bot_enable|bot_disable|reminder_add|app_conversation_join|huddle_thread|sh_room_created|document_mention)$/;
const TS = /^\d{1,11}\.\d{1,6}$/;

export function convert(message: SlackMessage, names: SlackNames): Converted | Omission {
  if (NOTICES.test(message.subtype)) return 'notice';
  if (message.subtype === 'tombstone' || message.subtype === 'message_deleted') return 'deleted';
  const sender = senderOf(message);
  if (!sender) return 'noSender';
  const { text, losses } = textOf(message, names);
  if (text === '') return 'empty';
  const reactions = reactionsOf(message, names);
  const isReply = TS.test(message.thread_ts) && message.thread_ts !== message.ts;
  return {
    ts: message.ts,
    sender,
    text,
    threadTs: isReply ? message.thread_ts : null,
    editedTs: message.edited && TS.test(message.edited.ts) ? message.edited.ts : null,
    reactions: reactions.kept,
    losses: [...losses, ...reactions.losses],
  };
}

function senderOf({ user, bot_id: botId, username }: SlackMessage): Sender | null {
  if (/^[A-Z0-9]+$/i.test(user) && user !== 'USLACKBOT') return { key: user, name: username, isBot: false };
  if (user === 'USLACKBOT') return { key: 'USLACKBOT', name: 'Slackbot', isBot: true };
  if (botId === '' && username === '') return null;
  const name = username === '' ? 'Bot' : username;
  return { key: `bot:${botId === '' ? username : botId}`.slice(0, 200), name, isBot: true };
}

function textOf(message: SlackMessage, names: SlackNames): { text: string; losses: Loss[] } {
  const own = toMarkdown(message.text, names);
  const written = message.subtype === 'me_message' && own !== '' ? `_${own}_` : own;
  const attached = written === '' ? attachmentsOf(message, names) : '';
  const links = message.files.flatMap((file) => linkOf(file) ?? []);
  const whole = clean([written, attached, ...links].filter((part) => part !== '').join('\n'));
  const fits = whole.length <= MAX_MESSAGE_LENGTH;
  const losses: Loss[] = [...links.map((): Loss => 'fileAsLink'), ...(fits ? [] : ['shortened' as const])];
  return { text: fits ? whole : `${whole.slice(0, MAX_MESSAGE_LENGTH - 1).toWellFormed()}…`, losses };
}

function clean(text: string): string {
  return text.replaceAll('\u0000', '').toWellFormed().trim();
}

/** What bots write stands beside the text. */
function attachmentsOf({ attachments }: SlackMessage, names: SlackNames): string {
  const parts = attachments.map(({ title, title_link: link, text, fallback }) => {
    const head = link !== '' && title !== '' ? `<${link}|${title}>` : title;
    const body = [head, text].filter((part) => part !== '').join('\n');
    return toMarkdown(body === '' ? fallback : body, names);
  });
  return parts.filter((part) => part !== '').join('\n');
}

/** The export has no files, only where they are; who may see them there sees them still. */
function linkOf({ mode, name, title, permalink, url_private: url }: SlackFile): string | null {
  const address = [permalink, url].find((candidate) => /^https?:\/\/[^\s<>()]+$/i.test(candidate));
  const words = (name || title || 'File').replaceAll(/[[\]\n]/g, ' ');
  if (mode === 'tombstone' || mode === 'hidden_by_limit') return null;
  return address === undefined ? words : `[${words}](${address})`;
}

function reactionsOf({ reactions }: SlackMessage, names: SlackNames) {
  const losses: Loss[] = [];
  const kept = new Map<string, string[]>();
  let total = 0;
  for (const { name, users } of reactions) {
    const emoji = toEmoji(names.emoji(name.split('::')[0] ?? '') ?? '');
    const isKnown = emoji !== null && kept.has(emoji);
    if (emoji === null) losses.push('unknownEmoji');
    else if ((!isKnown && kept.size >= MAX_REACTION_KINDS) || total + users.length > MAX_REACTIONS)
      losses.push('reactionsOverLimit');
    else {
      total += users.length;
      kept.set(emoji, [...new Set([...(kept.get(emoji) ?? []), ...users])]);
    }
  }
  return { losses, kept: [...kept].map(([emoji, users]) => ({ emoji, users })) };
}
