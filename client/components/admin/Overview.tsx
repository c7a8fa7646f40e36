import { Show } from 'solid-js';
import type { Live } from '../../../protocol/admin.ts';
import { useStores } from '../../stores/context.tsx';
import { plural } from '../../ui/format.ts';
import { createOpened } from '../../ui/opened.ts';
import { Problem } from '../../ui/Problem.tsx';
import { wordsFor } from '../../ui/words.ts';
import { Section } from '../settings/Section.tsx';
import { Figures } from './Figure.tsx';
import { History } from './History.tsx';
import { LiveCalls } from './LiveCalls.tsx';

/** What happens now, pushed by the server, and what happened day by day. */
export function Overview() {
  const { openLive } = useStores();
  const store = createOpened(openLive);
  const problem = () => store()?.problem();
  return (
    <>
      <Section title="Now">
        <Problem text={problem() ? wordsFor(problem()) : null} />
        <Show when={store()?.live()}>
          {(live) => (
            <>
              <Figures label="Now" figures={figuresOf(live())} />
              <LiveCalls calls={live().calls} />
            </>
          )}
        </Show>
      </Section>
      <Section title="Day by day">
        <History />
      </Section>
    </>
  );
}

function figuresOf({ people, sockets, callCount, participants, meet, transfers, processes }: Live) {
  return [
    { label: 'People here', value: people },
    { label: 'Connections', value: sockets, note: processes > 1 ? `on ${processes} processes` : '' },
    { label: 'Calls', value: callCount, note: plural(participants, 'person', 'people') },
    { label: 'Looking for a stranger', value: meet.searching },
    { label: 'Meetings of strangers', value: meet.meetings },
    { label: 'Files on their way', value: transfers },
  ];
}
