import { Show } from 'solid-js';

/** What went wrong with a form as a whole; spoken when it appears. */
export function Problem(props: { text: string | null }) {
  return (
    <div role="alert" class="contents">
      <Show when={props.text}>
        {(text) => <p class="rounded-control bg-danger-faint px-3 py-2 text-14 text-danger-text">{text()}</p>}
      </Show>
    </div>
  );
}
