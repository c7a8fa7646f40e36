import type { Conversation } from '../../../protocol/chat.ts';
import { FOREVER } from '../../../protocol/limits.ts';
import type { Level } from '../../../protocol/settings.ts';
import { useStores } from '../../stores/context.tsx';
import type { Chosen } from '../../stores/settings.ts';
import { untilTime } from '../../ui/format.ts';
import { Select } from '../../ui/Select.tsx';
import { wordsFor } from '../../ui/words.ts';

const HOUR_MS = 3_600_000;
const MUTES = { hour: HOUR_MS, evening: 8 * HOUR_MS, week: 7 * 24 * HOUR_MS } as const;
type Mute = keyof typeof MUTES | 'now' | 'never' | 'forever';

const LEVELS: Record<Level, string> = {
  all: 'Every message',
  mentions: 'What names me',
  nothing: 'Nothing',
};

/** How this conversation may call: its own level, and mute. */
export function NotifyChoice(props: { conversation: Conversation }) {
  const { settings, toasts } = useStores();
  const chosen = () => settings.of(props.conversation.id);
  const isMuted = () => settings.isMuted(props.conversation.id);
  const change = (part: Partial<Chosen>) =>
    void settings
      .changeOf(props.conversation.id, part)
      .catch((error: unknown) => toasts.show('problem', wordsFor(error)));
  const usual = () => LEVELS[props.conversation.kind === 'direct' ? 'all' : settings.mine().groupLevel];
  const muted = () => {
    const until = chosen().mutedUntil;
    if (!isMuted() || until === null) return [];
    const words = until === FOREVER ? 'Until I turn it on' : `Until ${untilTime(until, Date.now())}`;
    return [{ value: 'now' as const, title: words }];
  };
  return (
    <section class="flex flex-col gap-3" aria-label="Notifications">
      <Select<Level | 'usual'>
        label="Tell me of"
        value={chosen().level ?? 'usual'}
        options={[
          { value: 'usual', title: `As everywhere: ${usual().toLowerCase()}` },
          { value: 'all', title: LEVELS.all },
          { value: 'mentions', title: LEVELS.mentions },
          { value: 'nothing', title: LEVELS.nothing },
        ]}
        onChoose={(level) => change({ level: level === 'usual' ? null : level })}
      />
      <Select<Mute>
        label="Mute"
        value={isMuted() ? 'now' : 'never'}
        options={[
          ...muted(),
          { value: 'never', title: 'Not muted' },
          { value: 'hour', title: 'For an hour' },
          { value: 'evening', title: 'For 8 hours' },
          { value: 'week', title: 'For a week' },
          ...(chosen().mutedUntil === FOREVER
            ? []
            : [{ value: 'forever' as const, title: 'Until I turn it on' }]),
        ]}
        onChoose={(mute) => mute !== 'now' && change({ mutedUntil: endOf(mute, Date.now()) })}
      />
    </section>
  );
}

function endOf(mute: Exclude<Mute, 'now'>, now: number): number | null {
  if (mute === 'never') return null;
  return mute === 'forever' ? FOREVER : now + MUTES[mute];
}
