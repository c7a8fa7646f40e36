import './code.css';
import Check from 'lucide-solid/icons/check';
import Copy from 'lucide-solid/icons/copy';
import { createSignal, For, onCleanup, onMount, Show } from 'solid-js';
import { IconButton } from '../../ui/IconButton.tsx';
import type { Piece } from './highlight.ts';
import { languageOf } from './languages.ts';

const COPIED_MS = 2_000;
/** A little before the reader comes to it. */
const AHEAD = '200px';

/** Its letters stand there at once; their colours come when somebody looks at it. */
export function CodeBlock(props: { text: string; info: string }) {
  const [pieces, setPieces] = createSignal<readonly Piece[]>();
  const label = () => languageOf(props.info) ?? props.info.trim().split(/\s/)[0] ?? '';
  let block!: HTMLDivElement;
  onMount(() => {
    const language = languageOf(props.info);
    if (language === null || props.text.trim() === '') return;
    const { text } = props;
    whenSeen(block, () => {
      import('./highlight.ts')
        .then(({ highlight }) => highlight(text, language))
        // Without its colours it can be read as well.
        .then(setPieces, () => undefined);
    });
  });
  return (
    <div ref={block} class="code-block" data-labelled={label() !== ''}>
      <div class="code-head">
        <span class="truncate">{label()}</span>
        <CopyButton text={props.text} />
      </div>
      <pre class="quiet-scroll" tabindex="0" dir="ltr">
        <code>
          <Show when={pieces()} fallback={props.text}>
            {(known) => <Pieces of={known()} />}
          </Show>
        </code>
      </pre>
    </div>
  );
}

function Pieces(props: { of: readonly Piece[] }) {
  return (
    <For each={props.of}>
      {(piece) =>
        typeof piece === 'string' ? (
          piece
        ) : (
          <span data-tone={piece.tone}>
            <Pieces of={piece.pieces} />
          </span>
        )
      }
    </For>
  );
}

function CopyButton(props: { text: string }) {
  const [state, setState] = createSignal<'idle' | 'copied' | 'failed'>('idle');
  let timer: ReturnType<typeof setTimeout> | undefined;
  onCleanup(() => clearTimeout(timer));
  const show = (next: 'copied' | 'failed') => {
    setState(next);
    clearTimeout(timer);
    timer = setTimeout(() => setState('idle'), COPIED_MS);
  };
  // Outside of a secure page there is no clipboard to write to.
  const copy = async () => navigator.clipboard.writeText(props.text);
  const label = () =>
    ({ idle: 'Copy code', copied: 'Copied', failed: 'Copying is not possible here' })[state()];
  return (
    <IconButton
      label={label()}
      tip="left"
      class="code-copy"
      onClick={() =>
        copy().then(
          () => show('copied'),
          () => show('failed'),
        )
      }
    >
      <Show when={state() === 'copied'} fallback={<Copy size={15} />}>
        <Check size={15} />
      </Show>
    </IconButton>
  );
}

function whenSeen(element: HTMLElement, then: () => void): void {
  const observer = new IntersectionObserver(
    (entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      observer.disconnect();
      then();
    },
    { rootMargin: AHEAD },
  );
  observer.observe(element);
  onCleanup(() => observer.disconnect());
}
