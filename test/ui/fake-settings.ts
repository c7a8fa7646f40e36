import { createSignal } from 'solid-js';
import type { Stores } from '../../client/stores/contract.ts';
import { DEFAULT_SETTINGS } from '../../protocol/notify.ts';

/** Choices that hold as long as the page. */
export function makeSettings(): Stores['settings'] {
  const [mine, setMine] = createSignal(DEFAULT_SETTINGS);
  const [chosen, setChosen] = createSignal<Record<string, ReturnType<Stores['settings']['of']>>>({});
  const of = (id: string) => chosen()[id] ?? { level: null, mutedUntil: null };
  return {
    mine,
    of,
    change: async (change) => void setMine({ ...mine(), ...change }),
    changeOf: async (id, change) => void setChosen({ ...chosen(), [id]: { ...of(id), ...change } }),
    isMuted: (id) => of(id).mutedUntil !== null,
    isQuiet: () => mine().quietUntil !== null,
    level: ({ id }) => (of(id).mutedUntil === null ? (of(id).level ?? 'all') : 'nothing'),
  };
}

export function makeDevice(): Stores['device'] {
  const [notifying, setNotifying] = createSignal<ReturnType<Stores['device']['notifying']>>('off');
  return {
    notifying,
    notify: async (on) => void setNotifying(on ? 'always' : 'off'),
    install: () => null,
    isInstalled: () => false,
    onOpen: () => () => {},
    setBadge: () => {},
  };
}
