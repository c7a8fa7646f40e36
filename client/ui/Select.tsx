import { createUniqueId, For } from 'solid-js';

interface SelectProps<T extends string> {
  label: string;
  value: T;
  options: readonly { value: T; title: string }[];
  onChoose: (value: T) => void;
}

/** One of many. */
export function Select<T extends string>(props: SelectProps<T>) {
  const id = createUniqueId();
  return (
    <div class="flex flex-col gap-1.5">
      <label for={id} class="text-13 font-[550]">
        {props.label}
      </label>
      <select
        id={id}
        class="field-input"
        onChange={(event) => {
          const chosen = props.options[event.currentTarget.selectedIndex];
          if (chosen) props.onChoose(chosen.value);
        }}
      >
        <For each={props.options}>
          {(option) => (
            <option value={option.value} selected={option.value === props.value}>
              {option.title}
            </option>
          )}
        </For>
      </select>
    </div>
  );
}
