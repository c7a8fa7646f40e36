import Search from 'lucide-solid/icons/search';
import { Show } from 'solid-js';

interface SearchInputProps {
  label: string;
  placeholder: string;
  value: string;
  onInput: (value: string) => void;
  /** The key that leads here, where there is one. */
  hint?: string;
  ref?: (element: HTMLInputElement) => void;
}

export function SearchInput(props: SearchInputProps) {
  return (
    <div class="relative">
      <Search size={15} class="pointer-events-none absolute top-1/2 left-2.5 -translate-y-1/2 text-muted" />
      <input
        ref={(element) => props.ref?.(element)}
        type="text"
        class="search-input"
        aria-label={props.label}
        placeholder={props.placeholder}
        value={props.value}
        autocomplete="off"
        autocapitalize="off"
        spellcheck={false}
        onInput={(event) => props.onInput(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' || props.value === '') return;
          props.onInput('');
          event.stopPropagation();
        }}
      />
      <Show when={props.hint && props.value === '' ? props.hint : null}>
        {(hint) => (
          <kbd
            aria-hidden="true"
            class="pointer-events-none absolute top-1/2 right-2 -translate-y-1/2 rounded-[4px] border border-line px-1.5 font-sans text-12 text-muted max-desktop:hidden"
          >
            {hint()}
          </kbd>
        )}
      </Show>
    </div>
  );
}
