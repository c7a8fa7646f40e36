import { createEffect } from 'solid-js';
import { MAX_MESSAGE_LENGTH } from '../../../protocol/limits.ts';
import type { Suggestions } from './suggestions.ts';
import { LIST_ID, optionId } from './SuggestionList.tsx';

interface MessageFieldProps {
  value: string;
  place: 'conversation' | 'thread';
  connected: boolean;
  suggestions: Suggestions;
  onInput: (value: string, caret: number) => void;
  onSend: () => void;
  onTake: () => void;
  /** Escape with nothing else to close. */
  onCancel: () => void;
  /** Arrow up in an empty field; answers whether it did something. */
  onEditLast: () => boolean;
  onFiles: (files: File[]) => void;
  ref: (element: HTMLTextAreaElement) => void;
}

/** Grows with what is written, to eight lines; then it scrolls. */
export function MessageField(props: MessageFieldProps) {
  let field!: HTMLTextAreaElement;
  const growsByItself = CSS.supports('field-sizing', 'content');
  createEffect(() => {
    if (field.value !== props.value) field.value = props.value;
    if (growsByItself) return;
    field.style.height = 'auto';
    field.style.height = `${field.scrollHeight}px`;
  });
  const suggests = () => props.suggestions.list().length > 0;
  const look = () => props.suggestions.look(field.value, field.selectionStart);
  return (
    <textarea
      ref={(element) => {
        field = element;
        props.ref(element);
      }}
      rows={1}
      class="message-field quiet-scroll"
      aria-label={props.place === 'thread' ? 'Reply' : 'Message'}
      aria-autocomplete="list"
      aria-controls={suggests() ? LIST_ID : undefined}
      aria-activedescendant={suggests() ? optionId(props.suggestions.at()) : undefined}
      placeholder={placeholderOf(props)}
      dir="auto"
      maxLength={MAX_MESSAGE_LENGTH}
      autocomplete="off"
      enterkeyhint="send"
      onInput={(event) => {
        props.onInput(event.currentTarget.value, event.currentTarget.selectionStart);
        look();
      }}
      onClick={look}
      onBlur={() => props.suggestions.close()}
      onKeyDown={(event) => {
        // While an input method composes, Enter picks a candidate.
        if (!event.isComposing && onKey(event, props)) event.preventDefault();
      }}
      onPaste={(event) => {
        const files = [...(event.clipboardData?.files ?? [])];
        if (files.length === 0) return;
        event.preventDefault();
        props.onFiles(files);
      }}
    />
  );
}

function placeholderOf({ connected, place }: MessageFieldProps): string {
  if (!connected) return 'Reconnecting. Your messages will be sent.';
  return place === 'thread' ? 'Reply in the thread' : 'Write a message';
}

/** Answers whether the key is used up. */
function onKey(event: KeyboardEvent, props: MessageFieldProps): boolean {
  if (props.suggestions.list().length > 0 && onSuggestionKey(event, props)) return true;
  if (event.key === 'Enter' && !event.shiftKey) props.onSend();
  else if (event.key === 'Escape') props.onCancel();
  else if (event.key === 'ArrowUp' && props.value === '') return props.onEditLast();
  else return false;
  return true;
}

function onSuggestionKey(event: KeyboardEvent, { suggestions, onTake }: MessageFieldProps): boolean {
  if (event.key === 'ArrowDown') suggestions.move(1);
  else if (event.key === 'ArrowUp') suggestions.move(-1);
  else if (event.key === 'Escape') suggestions.close();
  else if ((event.key === 'Enter' || event.key === 'Tab') && !event.shiftKey) onTake();
  else return false;
  event.stopPropagation();
  return true;
}
