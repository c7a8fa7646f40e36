import type { Context } from '../context.ts';
import type { ShownSetting } from '../shown-settings.ts';
import { readFileRules } from '../files/file-rules.ts';
import { readRules } from './rules.ts';

type Source = Omit<ShownSetting, 'source'> & { readonly source: ShownSetting['source'] | 'database' };

/** Every setting with what holds now, and where that comes from: what the owner set here stands in the database. */
export async function readSources({
  config,
  db,
  meet,
}: Pick<Context, 'config' | 'db' | 'meet'>): Promise<Source[]> {
  const [rules, files, policy, rows] = await Promise.all([
    readRules(db.$client),
    readFileRules(db.$client),
    meet.books.policy(),
    db.$client<{ meetWho: string | null }[]>`select meet_who as "meetWho" from settings`,
  ]);
  const isMeetSet = rows.some(({ meetWho }) => meetWho !== null);
  const set = (
    name: string,
    value: string | number | boolean | null,
    standard: string | boolean | null,
  ): Source => ({
    name,
    value: value === null ? null : String(value),
    source: value === standard ? 'default' : 'database',
    isSecret: false,
  });
  return [
    ...config.shown.map(
      (shown): Source =>
        shown.name === 'MEET' && isMeetSet ? { ...shown, value: policy.who, source: 'database' } : shown,
    ),
    set('Editing, in minutes', rules.editWindowMinutes, null),
    set('Deleting, in minutes', rules.deleteWindowMinutes, null),
    set('Link previews', rules.linkPreviews, true),
    set('Room for each person, in MB', files.userQuotaMb, null),
    set('Pictures lose place and camera', files.stripOriginals, false),
    set('Strangers are blurred at first', policy.blur, false),
  ];
}
