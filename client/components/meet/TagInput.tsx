import X from 'lucide-solid/icons/x';
import { createSignal, createUniqueId, For, Show } from 'solid-js';
import { foldTag, MAX_TAG_LENGTH, MAX_TAGS } from '../../../protocol/tags.ts';

/** Tags that one adds by Enter, comma or from the suggestions, and takes away by their cross or Backspace. */
export function TagInput(props: {
  tags: readonly string[];
  suggestions: readonly string[];
  onChange: (tags: string[]) => void;
}) {
  const id = createUniqueId();
  const [draft, setDraft] = createSignal('');
  const full = () => props.tags.length >= MAX_TAGS;
  const add = (raw: string) => {
    const tag = foldTag(raw).slice(0, MAX_TAG_LENGTH);
    setDraft('');
    if (tag !== '' && !full() && !props.tags.includes(tag)) props.onChange([...props.tags, tag]);
  };
  const remove = (tag: string) => props.onChange(props.tags.filter((one) => one !== tag));
  const press = (event: KeyboardEvent) => {
    const takesDraft = event.key === 'Enter' || event.key === ',';
    if (takesDraft && draft().trim() !== '') {
      event.preventDefault();
      add(draft());
    } else if (event.key === 'Backspace' && draft() === '') {
      const last = props.tags.at(-1);
      if (last !== undefined) remove(last);
    }
  };
  const suggested = () => props.suggestions.filter((tag) => !props.tags.includes(tag)).slice(0, 8);
  return (
    <div class="flex flex-col gap-1.5">
      {/* oxlint-disable-next-line jsx-a11y/label-has-associated-control -- the input stands in the box below */}
      <label for={id} class="text-13 font-[550]">
        What you like
      </label>
      <div class="tag-field">
        <For each={props.tags}>{(tag) => <Tag tag={tag} onRemove={() => remove(tag)} />}</For>
        <input
          id={id}
          class="tag-input"
          value={draft()}
          maxLength={MAX_TAG_LENGTH}
          disabled={full()}
          placeholder={props.tags.length === 0 ? 'jazz, hiking, go' : ''}
          autocapitalize="none"
          autocomplete="off"
          aria-describedby={`${id}-note`}
          onInput={(event) => setDraft(event.currentTarget.value)}
          onKeyDown={press}
          onBlur={() => add(draft())}
        />
      </div>
      <p id={`${id}-note`} class="text-13 text-muted">
        Optional. Who shares most with you comes first; after a few seconds anyone does.
      </p>
      <Suggestions tags={suggested()} onPick={add} />
    </div>
  );
}

function Tag(props: { tag: string; onRemove: () => void }) {
  return (
    <span class="tag">
      #{props.tag}
      <button
        type="button"
        class="tag-remove"
        aria-label={`Remove ${props.tag}`}
        onClick={() => props.onRemove()}
      >
        <X size={14} aria-hidden="true" />
      </button>
    </span>
  );
}

function Suggestions(props: { tags: readonly string[]; onPick: (tag: string) => void }) {
  return (
    <Show when={props.tags.length > 0}>
      <div class="flex flex-wrap gap-1.5" role="group" aria-label="Suggestions">
        <For each={props.tags}>
          {(tag) => (
            <button type="button" class="tag tag-suggested" onClick={() => props.onPick(tag)}>
              #{tag}
            </button>
          )}
        </For>
      </div>
    </Show>
  );
}
