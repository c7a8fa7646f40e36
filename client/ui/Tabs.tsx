import { For } from 'solid-js';

interface TabsProps<T extends string> {
  label: string;
  value: T;
  options: readonly { value: T; title: string }[];
  /** The id of what they choose between. */
  controls: string;
  onChoose: (value: T) => void;
}

/** One of a few views; arrow keys go from one to the next. */
export function Tabs<T extends string>(props: TabsProps<T>) {
  let list!: HTMLDivElement;
  const step = (by: number) => {
    const at = props.options.findIndex(({ value }) => value === props.value);
    const next = props.options[(at + by + props.options.length) % props.options.length];
    if (next) props.onChoose(next.value);
    list.querySelector<HTMLElement>('[aria-selected="true"]')?.focus();
  };
  return (
    // oxlint-disable-next-line jsx-a11y/interactive-supports-focus -- its tabs take the focus
    <div
      ref={list}
      role="tablist"
      class="tabs"
      aria-label={props.label}
      onKeyDown={(event) => {
        if (event.key === 'ArrowRight') step(1);
        else if (event.key === 'ArrowLeft') step(-1);
      }}
    >
      <For each={props.options}>
        {(option) => (
          <button
            type="button"
            role="tab"
            class="tab"
            aria-selected={props.value === option.value}
            aria-controls={props.controls}
            tabindex={props.value === option.value ? 0 : -1}
            onClick={() => props.onChoose(option.value)}
          >
            {option.title}
          </button>
        )}
      </For>
    </div>
  );
}
