import { useNavigate } from '@solidjs/router';
import { createMemo, createSignal, Show } from 'solid-js';
import { Button } from '../../ui/Button.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { createTitle } from '../../ui/title.ts';
import { DropTarget } from '../composer/DropTarget.tsx';
import { useDirect } from './context.tsx';
import { DirectComposer } from './DirectComposer.tsx';
import { DirectFacts } from './DirectFacts.tsx';
import { DirectHeader } from './DirectHeader.tsx';
import { DirectLines } from './DirectLines.tsx';
import { refusalWords } from './direct-words.ts';

/** A room off the record: who is there, what is said, and what is known of it. */
export function DirectPage(props: { room: string }) {
  const direct = useDirect();
  const navigate = useNavigate();
  createTitle(() => 'Off the record');
  const [asked, setAsked] = createSignal<boolean | null>(null);
  const refusal = createMemo(() => {
    const state = direct.state();
    return state.state === 'refused' ? state.why : null;
  });
  /** Whoever is alone is shown how to bring the other in, until they look elsewhere. */
  const showsFacts = () => asked() ?? (direct.state().state === 'alone' && direct.lines().length === 0);
  return (
    <Show
      when={refusal()}
      fallback={
        <DropTarget onFiles={(files) => direct.offer(files)}>
          <DirectHeader factsShown={showsFacts()} onFacts={() => setAsked(!showsFacts())} />
          <Show when={showsFacts()}>
            <DirectFacts room={props.room} onErased={() => navigate('/direct')} />
          </Show>
          <DirectLines />
          <DirectComposer />
        </DropTarget>
      }
    >
      {(why) => (
        <>
          <DirectHeader />
          <div class="m-auto" role="alert">
            <Empty text={refusalWords(why())}>
              <Button kind="primary" onClick={() => void direct.tryAgain()}>
                Try again
              </Button>
            </Empty>
          </div>
        </>
      )}
    </Show>
  );
}
