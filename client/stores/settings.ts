import { type Accessor, createMemo, createSignal, onCleanup, untrack } from 'solid-js';
import { createStore, reconcile } from 'solid-js/store';
import type { Conversation } from '../../protocol/chat.ts';
import type { DownEvent } from '../../protocol/down.ts';
import type { ConversationId } from '../../protocol/ids.ts';
import { isMuted, isQuiet, levelOf } from '../../protocol/notify.ts';
import { DEFAULT_SETTINGS } from '../../protocol/notify.ts';
import type { ConversationSettings, Level, UserSettings } from '../../protocol/settings.ts';
import type { Api } from '../api/api.ts';
import type { Clock } from '../clock.ts';

export type Chosen = Pick<ConversationSettings, 'level' | 'mutedUntil'>;

/** What this person chose for themselves, the same on all of their devices. Changes reject with ParleyError. */
export interface SettingsStore {
  mine: Accessor<UserSettings>;
  change(change: Partial<UserSettings>): Promise<void>;
  of(id: ConversationId): Chosen;
  changeOf(id: ConversationId, change: Partial<Chosen>): Promise<void>;
  isMuted(id: ConversationId): boolean;
  /** Do not disturb holds now. */
  isQuiet: Accessor<boolean>;
  /** Which messages of it are to draw my attention now. */
  level(conversation: Pick<Conversation, 'id' | 'kind'>): Level;
}

export interface OwnedSettingsStore extends SettingsStore {
  hear(event: DownEvent): void;
  clear(): void;
}

export interface SettingsDeps {
  readonly api: Pick<Api, 'changeSettings' | 'changeConversationSettings'>;
  readonly clock: Clock;
  /** Read receipts were turned on: what others read was not told meanwhile. */
  onReads(): Promise<void>;
}

/** Mutes and quiet hours end by themselves: about so late it is seen. */
const LOOK_EVERY_MS = 15_000;
const NOTHING_CHOSEN: Chosen = { level: null, mutedUntil: null };

export function createSettingsStore({ api, clock, onReads }: SettingsDeps): OwnedSettingsStore {
  const [mine, setMine] = createSignal(DEFAULT_SETTINGS);
  const [chosen, setChosen] = createStore<Record<ConversationId, Chosen | undefined>>({});
  const now = createTime(clock);
  const learn = (next: UserSettings) => {
    const turnedOn = next.readReceipts && !untrack(mine).readReceipts;
    setMine(next);
    // Failing that they come one by one, as others read on.
    if (turnedOn) void onReads().catch(() => {});
  };
  const of = (id: ConversationId) => chosen[id] ?? NOTHING_CHOSEN;
  const put = ({ conversationId, level, mutedUntil }: ConversationSettings) =>
    setChosen(conversationId, { level, mutedUntil });
  return {
    mine,
    of,
    isQuiet: createMemo(() => isQuiet(mine(), now())),
    isMuted: (id) => isMuted(of(id), now()),
    level: ({ id, kind }) => levelOf({ kind, settings: of(id) }, mine(), now()),
    change: async (change) => learn(await api.changeSettings(change)),
    changeOf: async (id, change) => put(await api.changeConversationSettings(id, change)),
    hear(event) {
      if (event.t === 'session.welcome') {
        learn(event.preferences.mine);
        setChosen(
          reconcile(
            Object.fromEntries(event.preferences.conversations.map((one) => [one.conversationId, one])),
          ),
        );
      } else if (event.t === 'settings.changed') learn(event.settings);
      else if (event.t === 'settings.conversation') put(event.settings);
    },
    clear() {
      setMine(DEFAULT_SETTINGS);
      setChosen(reconcile({}));
    },
  };
}

function createTime(clock: Clock): Accessor<number> {
  const [now, setNow] = createSignal(clock.now());
  const look = (): (() => void) =>
    clock.after(LOOK_EVERY_MS, () => {
      setNow(clock.now());
      stop = look();
    });
  let stop = look();
  onCleanup(() => stop());
  return now;
}
