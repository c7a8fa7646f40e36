/** What the markup names by id: people and channels of the workspace, and emoji by their names. */
export interface SlackNames {
  /** The username that a person has here; null: nobody knows them. */
  person(slackId: string): string | null;
  channel(slackId: string): string | null;
  emoji(name: string): string | null;
}

const CODE = /```[\s\S]*?```|`[^`\n]+`/g;
const TAG = /<([^<>\n]+)>/g;
const EMOJI_NAME = /:([a-z0-9_+'-]{1,64})(?:::skin-tone-[2-6])?:/g;
/** A mark opens after nothing, a space or punctuation, and closes before them: `2*3*4` is none. */
const BOLD = /(^|[\s([{"'.,;:!?_~-])\*(\S(?:[^*\n]*\S)?)\*(?=$|[\s)\]}"'.,;:!?_~-])/gm;
const STRUCK = /(^|[\s([{"'.,;:!?_*-])~(\S(?:[^~\n]*\S)?)~(?=$|[\s)\]}"'.,;:!?_*-])/gm;
const HEADING = /^(#{1,6})(?=\s)/gm;
const BULLET = /^(\s*)•\s+/gm;

/** Slack's markup as Markdown. What stands in code stays as it is. */
export function toMarkdown(text: string, names: SlackNames): string {
  let from = 0;
  let out = '';
  for (const code of text.matchAll(CODE)) {
    out += prose(text.slice(from, code.index), names) + codeOf(code[0], names);
    from = code.index + code[0].length;
  }
  return (out + prose(text.slice(from), names)).trim();
}

/** Addresses are links in code as well; there only what they show is left. A fence stands on lines of its own. */
function codeOf(code: string, names: SlackNames): string {
  const shown = unescape(code.replaceAll(TAG, (_, inside: string) => wordsOf(inside, names)));
  if (!shown.startsWith('```')) return shown;
  const body = shown.slice(3, -3).replace(/^\n/, '').replace(/\n$/, '');
  return `\n\`\`\`\n${body}\n\`\`\`\n`;
}

/** Links wait aside, so that no mark is seen inside of an address. */
function prose(text: string, names: SlackNames): string {
  const aside: string[] = [];
  const keep = (value: string) => `\u0000${aside.push(value) - 1}\u0000`;
  const marked = unescape(text.replaceAll(TAG, (_, inside: string) => keep(tagOf(inside, names))))
    .replaceAll(EMOJI_NAME, (whole, name: string) => names.emoji(name) ?? whole)
    .replaceAll(HEADING, '\\$1')
    .replaceAll(BULLET, '$1- ')
    .replaceAll(BOLD, '$1**$2**')
    .replaceAll(STRUCK, '$1~~$2~~');
  // oxlint-disable-next-line no-control-regex -- the marks that were put in above
  return marked.replaceAll(/\u0000(\d+)\u0000/g, (_, at: string) => aside[Number(at)] ?? '');
}

/** `<@U1>`, `<#C1|general>`, `<!here>`, `<https://…|label>`. */
function tagOf(inside: string, names: SlackNames): string {
  const { target, label } = partsOf(inside);
  if (/^[@#!]/.test(target)) return wordsOf(inside, names);
  const address = unescape(target);
  const words = label === null ? '' : unescape(label).replaceAll(/([[\]])/g, '\\$1');
  if (address.startsWith('mailto:') || address.startsWith('tel:'))
    return words || address.replace(/^\w+:/, '');
  if (!/^https?:\/\//i.test(address)) return words || address;
  if (words === '' || words === address) return address;
  return `[${words}](${address.replaceAll('(', '%28').replaceAll(')', '%29').replaceAll(' ', '%20')})`;
}

/** The same without markup. */
function wordsOf(inside: string, names: SlackNames): string {
  const { target, label } = partsOf(inside);
  const id = target.slice(1);
  switch (target[0]) {
    case '@':
      return `@${names.person(id) ?? label ?? id}`;
    case '#':
      return `#${label || (names.channel(id) ?? id)}`;
    case '!':
      return callOf(id, label);
    default:
      return unescape(label ?? target);
  }
}

/** Groups of people are only named; a date is what was shown where dates were not understood. */
function callOf(command: string, label: string | null): string {
  if (command === 'here') return '@here';
  if (command === 'channel' || command === 'everyone' || command === 'group') return '@all';
  if (label !== null) return unescape(label);
  return command.startsWith('date^') ? '' : `@${command.split('^').at(-1) ?? command}`;
}

function partsOf(inside: string): { target: string; label: string | null } {
  const at = inside.indexOf('|');
  return at < 0
    ? { target: inside, label: null }
    : { target: inside.slice(0, at), label: inside.slice(at + 1) };
}

function unescape(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}
