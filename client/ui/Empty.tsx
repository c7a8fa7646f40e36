import type { JSX } from 'solid-js';

/** An empty place says one sentence and offers one action. */
export function Empty(props: { text: string; children?: JSX.Element }) {
  return (
    <div class="m-auto flex max-w-[340px] flex-col items-center gap-4 px-6 py-10 text-center">
      <p class="text-15 text-balance text-muted">{props.text}</p>
      {props.children}
    </div>
  );
}
