import { A } from '@solidjs/router';
import ArrowLeft from 'lucide-solid/icons/arrow-left';
import ShieldCheck from 'lucide-solid/icons/shield-check';
import { Show } from 'solid-js';
import { IconButton } from '../../ui/IconButton.tsx';
import { useDirect } from './context.tsx';
import { statusWords } from './direct-words.ts';

/** `onFacts` missing: there is nothing to know of this room. */
export function DirectHeader(props: { factsShown?: boolean; onFacts?: () => void }) {
  const direct = useDirect();
  return (
    <header class="direct-header">
      <A href="/direct" class="icon-button -ml-2 tablet:hidden" aria-label="Back">
        <ArrowLeft size={20} />
      </A>
      <span class="min-w-0 flex-1">
        <h1 class="truncate text-15 leading-tight font-semibold">Off the record</h1>
        <p class="direct-status" role="status" data-state={direct.state().state}>
          {statusWords(direct.state())}
        </p>
      </span>
      <Show when={props.onFacts}>
        {(onFacts) => (
          <IconButton
            label="About this room"
            tip="left"
            aria-expanded={props.factsShown}
            onClick={() => onFacts()()}
          >
            <ShieldCheck size={19} />
          </IconButton>
        )}
      </Show>
    </header>
  );
}
