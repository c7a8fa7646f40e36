import { Show } from 'solid-js';
import { FOREVER } from '../../../protocol/limits.ts';
import { useStores } from '../../stores/context.tsx';
import { Button } from '../../ui/Button.tsx';
import { timeOf, untilTime } from '../../ui/format.ts';
import { useChange } from './change.ts';

const HOUR_MS = 3_600_000;
const MORNING_HOUR = 8;

/** Do not disturb, from now on. */
export function QuietNow() {
  const { settings } = useStores();
  const change = useChange();
  const until = () => {
    const at = settings.mine().quietUntil;
    return at !== null && settings.isQuiet() && at > Date.now() ? at : null;
  };
  return (
    <div>
      <h3 class="text-13 font-[550]">Do not disturb</h3>
      <p class="mt-1 text-13 text-muted" role="status">
        <Show when={until()} fallback={settings.isQuiet() ? 'On: these are your quiet hours.' : 'Off.'}>
          {(at) => `On until ${at() === FOREVER ? 'you turn it off' : untilTime(at(), Date.now())}.`}
        </Show>
      </p>
      <div class="mt-2 flex flex-wrap gap-2">
        <Show
          when={until()}
          fallback={
            <>
              <Button onClick={() => change({ quietUntil: Date.now() + HOUR_MS })}>For an hour</Button>
              <Button onClick={() => change({ quietUntil: nextMorning(Date.now()) })}>
                Until {timeOf(nextMorning(Date.now()))} tomorrow
              </Button>
              <Button onClick={() => change({ quietUntil: FOREVER })}>Until I turn it off</Button>
            </>
          }
        >
          <Button onClick={() => change({ quietUntil: null })}>Turn off</Button>
        </Show>
      </div>
    </div>
  );
}

function nextMorning(now: number): number {
  const morning = new Date(now);
  morning.setDate(morning.getDate() + 1);
  return morning.setHours(MORNING_HOUR, 0, 0, 0);
}
