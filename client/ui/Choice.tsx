import { createUniqueId, For } from 'solid-js';

interface ChoiceProps<T extends string> {
  legend: string;
  value: T;
  options: readonly { value: T; title: string; text?: string }[];
  onChoose: (value: T) => void;
}

/** One of a few, each said in words. */
export function Choice<T extends string>(props: ChoiceProps<T>) {
  const name = createUniqueId();
  return (
    <fieldset>
      <legend class="mb-1.5 text-13 font-[550]">{props.legend}</legend>
      <div class="grid gap-2 tablet:auto-cols-fr tablet:grid-flow-col">
        <For each={props.options}>
          {(option) => (
            <label class="choice">
              <input
                type="radio"
                name={name}
                class="sr-only"
                checked={props.value === option.value}
                onChange={() => props.onChoose(option.value)}
              />
              <span class="block text-14 font-[550]">{option.title}</span>
              {option.text ? <span class="block text-13 text-muted">{option.text}</span> : null}
            </label>
          )}
        </For>
      </div>
    </fieldset>
  );
}
