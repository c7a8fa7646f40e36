import * as v from 'valibot';
import type { UserId } from '../../protocol/ids.ts';
import type { Tally } from './counts.ts';
import type { People } from './people.ts';
import { messageIdOf, millisecondsOf } from './slack-ids.ts';
import { type Converted, convert } from './slack-message.ts';
import { type SlackMessage, slackMessageSchema } from './slack-schema.ts';
import type { SlackNames } from './slack-text.ts';
import type { ImportedMessage } from './store-messages.ts';

const NAMED = /<@([A-Z0-9]+)/gi;

/** What stands in the file of one day, in the order in which it was written. */
export function messagesOf(items: readonly unknown[], tally: Tally): SlackMessage[] {
  const messages = items.flatMap((item) => {
    const result = v.safeParse(slackMessageSchema, item);
    if (!result.success) tally.skipped('malformed');
    return result.success ? [result.output] : [];
  });
  return messages.toSorted((a, b) => Number(a.ts) - Number(b.ts));
}

export function namedIn({ text }: SlackMessage): string[] {
  return [...text.matchAll(NAMED)].map((match) => match[1] ?? '');
}

interface DayParts {
  readonly source: string;
  readonly people: People;
  readonly names: SlackNames;
  readonly tally: Tally;
}

/** A day as it will stand here. Everyone in it is known, or made. */
export async function bringOver(
  { source, people, names, tally }: DayParts,
  messages: readonly SlackMessage[],
): Promise<ImportedMessage[]> {
  // Whom a text names is known before it is read.
  await people.provide(messages.flatMap(namedIn).filter((key) => people.isListed(key)));
  const converted = messages.flatMap((message) => {
    const one = convert(message, names);
    if (typeof one === 'string') tally.skipped(one);
    return typeof one === 'string' ? [] : [{ ...one, named: namedIn(message) }];
  });
  const called = new Map(converted.map(({ sender }) => [sender.key, sender.name || sender.key]));
  await people.provide(called.keys(), called);
  await people.provide(
    converted
      .flatMap(({ reactions }) => reactions.flatMap(({ users }) => users))
      .filter((key) => people.isListed(key)),
  );
  return converted.flatMap((message) => {
    const sender = people.get(message.sender.key);
    if (!sender) tally.skipped('noSender');
    else tally.lost(message.losses);
    return sender ? [written(message, { source, people, senderId: sender.id })] : [];
  });
}

function written(
  message: Converted & { readonly named: readonly string[] },
  { source, people, senderId }: { source: string; people: People; senderId: UserId },
): ImportedMessage {
  const ids = (keys: readonly string[]) => [...new Set(keys.flatMap((key) => people.get(key)?.id ?? []))];
  return {
    id: messageIdOf(source, message.ts),
    senderId,
    text: message.text,
    threadRootId: message.threadTs === null ? null : messageIdOf(source, message.threadTs),
    createdAt: millisecondsOf(message.ts),
    editedAt: message.editedTs === null ? null : millisecondsOf(message.editedTs),
    mentions: ids(message.named).filter((id) => id !== senderId),
    reactions: message.reactions.flatMap(({ emoji, users }) => {
      const userIds = ids(users);
      return userIds.length === 0 ? [] : [{ emoji, userIds }];
    }),
  };
}
