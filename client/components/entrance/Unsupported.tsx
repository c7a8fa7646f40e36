import { For } from 'solid-js';
import { Entrance } from './Entrance.tsx';

/** In place of a blank page, where the browser lacks what Parley is built on. */
export function Unsupported(props: { missing: readonly string[] }) {
  return (
    <Entrance
      title="Parley cannot run here"
      text="This browser, or the way this page was opened, lacks what it needs:"
    >
      <ul class="flex list-disc flex-col gap-2 pl-5 text-15">
        <For each={props.missing}>{(what) => <li>{what}</li>}</For>
      </ul>
      <p class="mt-6 text-14 text-muted">A current Firefox, Chrome, Edge or Safari has all of it.</p>
    </Entrance>
  );
}
