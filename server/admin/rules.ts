import type { ISql } from 'postgres';
import type { MessageRules } from '../../protocol/chat.ts';
import type { Context } from '../context.ts';
import type { Fanout } from '../realtime/fanout.ts';
import { type Actor, audited } from './audit.ts';

/** Before anybody set any. */
const NONE: MessageRules = { editWindowMinutes: null, deleteWindowMinutes: null, linkPreviews: true };

export async function readRules(sql: ISql): Promise<MessageRules> {
  const [rules] = await sql<MessageRules[]>`
    select edit_window_minutes as "editWindowMinutes", delete_window_minutes as "deleteWindowMinutes",
      link_previews as "linkPreviews"
    from settings`;
  return rules ?? NONE;
}

/** What is left out stays as it is. Everyone's page hears of it. */
export async function updateRules(
  parts: Pick<Context, 'db' | 'clock'> & { readonly fanout: Pick<Fanout, 'toEveryone'> },
  actor: Actor,
  change: { [K in keyof MessageRules]?: MessageRules[K] | undefined },
): Promise<MessageRules> {
  const rules = await audited(parts, actor, async (tx) => {
    await tx`insert into settings (id) values (true) on conflict (id) do nothing`;
    await tx`select from settings for update`;
    const before = await readRules(tx);
    const {
      editWindowMinutes = before.editWindowMinutes,
      deleteWindowMinutes = before.deleteWindowMinutes,
      linkPreviews = before.linkPreviews,
    } = change;
    await tx`
      update settings set edit_window_minutes = ${editWindowMinutes},
        delete_window_minutes = ${deleteWindowMinutes}, link_previews = ${linkPreviews}`;
    return {
      result: { editWindowMinutes, deleteWindowMinutes, linkPreviews },
      note: { action: 'rules.changed', details: change },
    };
  });
  parts.fanout.toEveryone({ t: 'session.rules', rules });
  return rules;
}
