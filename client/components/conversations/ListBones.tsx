import { For } from 'solid-js';

/** The shape of a list that is on its way. */
export function ListBones() {
  return (
    <div class="late" aria-hidden="true">
      <For each={[60, 42, 70, 50, 64]}>
        {(width) => (
          <div class="flex items-center gap-3 px-2 py-3">
            <span class="bone size-10 rounded-full" />
            <span class="flex flex-1 flex-col gap-2">
              <span class="bone h-3" style={{ width: `${width}%` }} />
              <span class="bone h-3" style={{ width: `${120 - width}%` }} />
            </span>
          </div>
        )}
      </For>
    </div>
  );
}
