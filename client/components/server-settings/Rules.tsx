import type { MessageRules } from '../../../protocol/chat.ts';
import { useStores } from '../../stores/context.tsx';
import { createAction } from '../../ui/action.ts';
import { CheckBox } from '../../ui/CheckBox.tsx';
import { plural } from '../../ui/format.ts';
import { Problem } from '../../ui/Problem.tsx';
import { Select } from '../../ui/Select.tsx';

const WINDOWS: readonly (number | null)[] = [null, 5, 15, 60, 24 * 60, 7 * 24 * 60, 0];

/** How long people may change what they wrote, and what else holds for all messages here. */
export function Rules() {
  const { session, toasts } = useStores();
  let wanted: Partial<MessageRules> = {};
  const save = createAction(async () => {
    await session.changeRules(wanted);
    toasts.show('info', 'Saved. It holds for everyone from now on.');
  });
  const change = (rules: Partial<MessageRules>) => {
    wanted = rules;
    void save.run();
  };
  return (
    <div class="flex flex-col gap-4" aria-busy={save.busy()}>
      <Window
        label="People may edit their messages"
        minutes={session.rules().editWindowMinutes}
        onChoose={(editWindowMinutes) => change({ editWindowMinutes })}
      />
      <Window
        label="People may delete their messages"
        minutes={session.rules().deleteWindowMinutes}
        onChoose={(deleteWindowMinutes) => change({ deleteWindowMinutes })}
      />
      <CheckBox
        label="Show what links lead to"
        checked={session.rules().linkPreviews}
        onChange={(linkPreviews) => change({ linkPreviews })}
      />
      <Problem text={save.problem()} />
    </div>
  );
}

interface WindowProps {
  label: string;
  minutes: number | null;
  onChoose: (minutes: number | null) => void;
}

function Window(props: WindowProps) {
  const choices = () => (WINDOWS.includes(props.minutes) ? WINDOWS : [...WINDOWS, props.minutes]);
  return (
    <Select
      label={props.label}
      value={String(props.minutes)}
      options={choices().map((minutes) => ({ value: String(minutes), title: wordsOf(minutes) }))}
      onChoose={(value) => props.onChoose(value === 'null' ? null : Number(value))}
    />
  );
}

function wordsOf(minutes: number | null): string {
  if (minutes === null) return 'Always';
  if (minutes === 0) return 'Never';
  if (minutes % (24 * 60) === 0) return `For ${plural(minutes / 24 / 60, 'day')}`;
  if (minutes % 60 === 0) return `For ${plural(minutes / 60, 'hour')}`;
  return `For ${plural(minutes, 'minute')}`;
}
