import { For, Show } from 'solid-js';
import type { QuietHours } from '../../../protocol/settings.ts';
import { useStores } from '../../stores/context.tsx';
import { Switch } from '../../ui/Switch.tsx';
import { useChange } from './change.ts';

const EVERY_DAY = [1, 2, 3, 4, 5, 6, 0];
/** 2026-01-04 is a Sunday. */
const dayName = (day: number, weekday: 'short' | 'long') =>
  new Intl.DateTimeFormat(undefined, { weekday, timeZone: 'UTC' }).format(Date.UTC(2026, 0, 4 + day));

/** Every week at the same hours, by the clock of wherever they were set. */
export function QuietHoursChoice() {
  const { settings } = useStores();
  const change = useChange();
  const timeZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;
  const usual = (): QuietHours => ({ days: [...EVERY_DAY], from: 22 * 60, to: 7 * 60, timeZone: timeZone() });
  const set = (hours: QuietHours, part: Partial<QuietHours>) =>
    change({ quietHours: { ...hours, ...part, timeZone: timeZone() } });
  return (
    <div class="flex flex-col gap-3">
      <Switch
        label="Quiet hours"
        hint="Do not disturb, every week at the same time."
        on={settings.mine().quietHours !== null}
        onChange={(on) => change({ quietHours: on ? usual() : null })}
      />
      <Show when={settings.mine().quietHours}>
        {(hours) => (
          <>
            <div class="flex items-end gap-3">
              <TimeField label="From" minute={hours().from} onChange={(from) => set(hours(), { from })} />
              <TimeField label="To" minute={hours().to} onChange={(to) => set(hours(), { to })} />
            </div>
            <div role="group" aria-label="Days on which they begin" class="flex flex-wrap gap-1.5">
              <For each={EVERY_DAY}>
                {(day) => (
                  <button
                    type="button"
                    class="day-choice"
                    aria-pressed={hours().days.includes(day)}
                    onClick={() => set(hours(), { days: toggled(hours().days, day) })}
                  >
                    <span aria-hidden="true">{dayName(day, 'short')}</span>
                    <span class="sr-only">{dayName(day, 'long')}</span>
                  </button>
                )}
              </For>
            </div>
            <p class="text-13 text-muted">By the clock of {hours().timeZone.replaceAll('_', ' ')}.</p>
          </>
        )}
      </Show>
    </div>
  );
}

function TimeField(props: { label: string; minute: number; onChange: (minute: number) => void }) {
  const text = () =>
    `${String(Math.floor(props.minute / 60)).padStart(2, '0')}:${String(props.minute % 60).padStart(2, '0')}`;
  return (
    <label class="flex flex-col gap-1.5 text-13 font-[550]">
      {props.label}
      <input
        type="time"
        class="field-input"
        value={text()}
        onChange={(event) => {
          const [hours = Number.NaN, minutes = Number.NaN] = event.currentTarget.value.split(':').map(Number);
          if (hours >= 0 && minutes >= 0) props.onChange(hours * 60 + minutes);
        }}
      />
    </label>
  );
}

function toggled(days: readonly number[], day: number): number[] {
  return days.includes(day) ? days.filter((other) => other !== day) : [...days, day];
}
