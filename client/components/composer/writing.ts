import type { createCompose } from './compose.ts';
import { type Beginning, closedEmojiAt } from './completion.ts';
import { createSuggestions, type Suggestion } from './suggestions.ts';

interface WritingInput {
  id: () => string;
  field: () => HTMLTextAreaElement;
  compose: ReturnType<typeof createCompose>;
}

/** What is put into the text other than by its letters: names that were begun, emoji by name or from the picker. */
export function createWriting({ id, field, compose }: WritingInput) {
  const suggestions = createSuggestions(id);
  const put = (text: string, caret: number) => {
    compose.write(text);
    field().focus();
    field().setSelectionRange(caret, caret);
  };
  const close = async (text: string, closed: Beginning) => {
    const { emojiNamed } = await import('../text/emoji-names.ts');
    const emoji = emojiNamed(closed.text);
    // Somebody who writes on is not interrupted: the name is read as an emoji where it is shown.
    if (emoji === undefined || compose.text() !== text) return;
    put(text.slice(0, closed.from) + emoji + text.slice(closed.to), closed.from + emoji.length);
  };
  return {
    suggestions,
    onInput(text: string, caret: number) {
      compose.write(text);
      const closed = closedEmojiAt(text, caret);
      if (closed) void close(text, closed).catch(() => undefined);
    },
    take(one: Suggestion | undefined = suggestions.list()[suggestions.at()]) {
      const taken = suggestions.take(compose.text(), one);
      if (taken) put(taken.text, taken.caret);
    },
    insert(emoji: string) {
      const { value, selectionStart, selectionEnd } = field();
      put(value.slice(0, selectionStart) + emoji + value.slice(selectionEnd), selectionStart + emoji.length);
    },
  };
}
