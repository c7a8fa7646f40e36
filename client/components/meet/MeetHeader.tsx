import Columns2 from 'lucide-solid/icons/columns-2';
import MessageSquare from 'lucide-solid/icons/message-square';
import RectangleHorizontal from 'lucide-solid/icons/rectangle-horizontal';
import { For, type JSX, Show } from 'solid-js';
import { useAttempt } from '../call/attempt.ts';
import { Button } from '../../ui/Button.tsx';
import { useMeet } from './context.tsx';
import { LAYOUTS, type MeetLayout } from './meet-layout.ts';
import { leftWords } from './meet-words.ts';

const ICONS: Record<MeetLayout, () => JSX.Element> = {
  split: () => <Columns2 size={18} aria-hidden="true" />,
  video: () => <RectangleHorizontal size={18} aria-hidden="true" />,
  chat: () => <MessageSquare size={18} aria-hidden="true" />,
};
const NAMES = { split: 'Same size', video: 'Mostly video', chat: 'Mostly chat' } as const;
/** From then on the time is said to run out. */
const SOON_MS = 30_000;

export function MeetHeader(props: {
  layout: MeetLayout;
  onLayout: (layout: MeetLayout) => void;
  now: number;
}) {
  const meet = useMeet();
  const meeting = () => {
    const state = meet.state();
    return state.state === 'meeting' ? state.meeting : null;
  };
  return (
    <header class="meet-header">
      <h1 class="text-15 font-semibold">Meet</h1>
      <Show when={meeting()}>
        {(now) => (
          <>
            <time
              class="meet-left"
              role="timer"
              aria-label="Time left"
              data-soon={now().endsAt - props.now < SOON_MS}
            >
              {leftWords(now().endsAt - props.now)}
            </time>
            <Extend mine={now().extend.mine} theirs={now().extend.theirs} />
          </>
        )}
      </Show>
      <div class="meet-layouts" role="radiogroup" aria-label="Layout">
        <For each={LAYOUTS}>
          {(layout) => (
            <button
              type="button"
              role="radio"
              class="icon-button"
              aria-checked={props.layout === layout}
              aria-label={NAMES[layout]}
              data-tip={NAMES[layout]}
              data-tip-side="left"
              onClick={() => props.onLayout(layout)}
            >
              {ICONS[layout]()}
            </button>
          )}
        </For>
      </div>
    </header>
  );
}

function Extend(props: { mine: boolean; theirs: boolean }) {
  const meet = useMeet();
  const attempt = useAttempt();
  const words = () => {
    if (props.mine) return 'You asked for more time';
    return props.theirs ? 'They want more time. Agree' : 'More time';
  };
  return (
    <Button
      kind={props.theirs && !props.mine ? 'primary' : 'quiet'}
      aria-pressed={props.mine}
      onClick={() => attempt(() => meet.extend(!props.mine))}
    >
      {words()}
    </Button>
  );
}
