import { join } from 'node:path';
import { toEmoji } from '../../protocol/emoji.ts';

interface Entry {
  readonly shortcodes?: readonly string[];
  readonly emoji: string;
}

let names: Promise<ReadonlyMap<string, string>> | undefined;

/** Slack's own names of emoji; read when something is imported. */
export function readEmojiNames(): Promise<ReadonlyMap<string, string>> {
  names ??= read();
  return names;
}

async function read(): Promise<ReadonlyMap<string, string>> {
  const manifest = Bun.resolveSync('emoji-picker-element-data/package.json', import.meta.dir);
  const entries: readonly Entry[] = await Bun.file(join(manifest, '../en/iamcal/data.json')).json();
  return new Map(
    entries.flatMap(({ shortcodes = [], emoji }) => shortcodes.map((name) => [name, plain(emoji)])),
  );
}

/** The data asks for colour also where an emoji has it by itself: 👍 and 👍️ are one. */
function plain(emoji: string): string {
  return toEmoji(emoji) ?? toEmoji(emoji.replaceAll('\u{FE0F}', '')) ?? emoji;
}
