import { createSignal, type JSX, Show } from 'solid-js';

/** Files may be dropped anywhere on what it holds. */
export function DropTarget(props: { onFiles: (files: File[]) => void; children: JSX.Element }) {
  /** Entering a child fires before leaving its parent: only the balance tells whether the pointer is inside. */
  const [depth, setDepth] = createSignal(0);
  const carriesFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;
  return (
    <section
      class="relative flex min-h-0 min-w-0 flex-1 flex-col"
      aria-label="Conversation"
      onDragEnter={(event) => carriesFiles(event) && setDepth(depth() + 1)}
      onDragLeave={(event) => carriesFiles(event) && setDepth(Math.max(0, depth() - 1))}
      onDragOver={(event) => carriesFiles(event) && event.preventDefault()}
      onDrop={(event) => {
        setDepth(0);
        if (!carriesFiles(event)) return;
        event.preventDefault();
        props.onFiles([...(event.dataTransfer?.files ?? [])]);
      }}
    >
      {props.children}
      <Show when={depth() > 0}>
        <div class="pointer-events-none absolute inset-3 z-30 grid place-items-center rounded-card border-2 border-dashed border-accent bg-raised/85">
          <p class="text-18 font-semibold">Drop to attach</p>
        </div>
      </Show>
    </section>
  );
}
