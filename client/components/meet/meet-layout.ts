export const LAYOUTS = ['split', 'video', 'chat'] as const;
export type MeetLayout = (typeof LAYOUTS)[number];

const KEY = 'parley.meet.layout';

export function rememberedLayout(storage: Pick<Storage, 'getItem'>): MeetLayout {
  const kept = storage.getItem(KEY);
  return LAYOUTS.find((layout) => layout === kept) ?? 'split';
}

export function rememberLayout(storage: Pick<Storage, 'setItem'>, layout: MeetLayout): void {
  storage.setItem(KEY, layout);
}
