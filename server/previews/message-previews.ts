import type { Db } from '../../db/client.ts';
import type { Message } from '../../protocol/chat.ts';
import { forbidden, notFound } from '../../protocol/errors.ts';
import type { MessageId, UserId } from '../../protocol/ids.ts';
import { requireWritten, type ReviseParts, reviseMessage, type Standing } from '../messages/revise.ts';
import { linksOf } from './links.ts';

/** An address of a message's text, and what was found there. */
export interface FoundLink {
  readonly url: string;
  readonly previewId: string;
}

/** As a change of the message by its sender; of what the text no longer names, or the sender dismissed, nothing comes. */
export async function attachPreviews(
  parts: ReviseParts,
  { id, senderId }: Pick<Message, 'id' | 'senderId'>,
  found: readonly FoundLink[],
): Promise<void> {
  await reviseMessage(parts, { userId: senderId, messageId: id }, async (standing) => {
    const { tx, message } = standing;
    if (message.deletedAt !== null) return null;
    const links = linksOf(message.text);
    const wanted = found.filter(({ url }) => links.includes(url));
    const added = await tx`
      insert into message_previews (message_id, url, position, preview_id)
      select ${id}::uuid, url, position, preview
      from unnest(${wanted.map(({ url }) => url)}::text[], ${wanted.map(({ url }) => links.indexOf(url))}::integer[],
        ${wanted.map(({ previewId }) => previewId)}::uuid[]) as link (url, position, preview)
      on conflict do nothing returning url`;
    if (added.length === 0) return null;
    await countPreviews(standing);
    return { kind: 'previewed' };
  });
}

/** After an edit: what the text no longer names goes. */
export async function dropStalePreviews(standing: Standing, text: string): Promise<void> {
  const { tx, message } = standing;
  if (message.previews.length === 0) return;
  await tx`
    delete from message_previews
    where message_id = ${message.id} and url <> all(${linksOf(text)}::text[]) and preview_id is not null`;
  await countPreviews(standing);
}

/** By the sender of the message; it does not come back. */
export async function dismissPreview(
  parts: ReviseParts,
  userId: UserId,
  { messageId, previewId }: { readonly messageId: MessageId; readonly previewId: string },
): Promise<Message> {
  return reviseMessage(parts, { userId, messageId }, async (standing) => {
    const { tx, message } = standing;
    requireWritten(message);
    if (message.senderId !== userId) throw forbidden('Only who wrote a message takes its previews off.');
    if (!message.previews.some((preview) => preview.id === previewId)) return null;
    await tx`
      update message_previews set preview_id = null where message_id = ${messageId} and preview_id = ${previewId}`;
    await countPreviews(standing);
    return { kind: 'previewed' };
  });
}

async function countPreviews({ tx, message: { id } }: Standing): Promise<void> {
  await tx`
    update messages set preview_count =
      (select count(*) from message_previews where message_id = ${id} and preview_id is not null)
    where id = ${id}`;
}

/** The picture's name in the storage, for a member of a conversation in which it is shown. */
export async function findPicture(db: Db, userId: UserId, previewId: string): Promise<string> {
  const [row] = await db.$client<{ key: string | null }[]>`
    select picture_key as key from link_previews p where p.id = ${previewId} and exists (
      select from message_previews mp join messages m on m.id = mp.message_id
      join memberships ms on ms.conversation_id = m.conversation_id
      where mp.preview_id = p.id and ms.user_id = ${userId})`;
  if (!row?.key) throw notFound('This picture');
  return row.key;
}
