import { createSignal } from 'solid-js';

/** With what somebody wants to start: kept on this device between visits, and over becoming a guest. */
export interface StartWish {
  readonly name: string;
  readonly tags: readonly string[];
}

const KEY = 'parley.meet';

/** Set while somebody is on the way in: the page starts as soon as it can. */
export const [pendingStart, setPendingStart] = createSignal<StartWish | null>(null);

export function rememberedWish(storage: Pick<Storage, 'getItem'>, name: string): StartWish {
  try {
    const kept: unknown = JSON.parse(storage.getItem(KEY) ?? 'null');
    if (typeof kept !== 'object' || kept === null) return { name, tags: [] };
    const { name: keptName, tags } = kept as Partial<Record<keyof StartWish, unknown>>;
    return {
      name: typeof keptName === 'string' && keptName !== '' ? keptName : name,
      tags: Array.isArray(tags) ? tags.filter((tag) => typeof tag === 'string') : [],
    };
  } catch {
    return { name, tags: [] };
  }
}

export function rememberWish(storage: Pick<Storage, 'setItem'>, wish: StartWish): void {
  storage.setItem(KEY, JSON.stringify(wish));
}
