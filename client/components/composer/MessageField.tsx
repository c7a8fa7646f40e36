import { createEffect } from 'solid-js';
import { MAX_MESSAGE_LENGTH } from '../../../protocol/limits.ts';

interface MessageFieldProps {
  value: string;
  connected: boolean;
  onInput: (value: string) => void;
  onSend: () => void;
  onFiles: (files: File[]) => void;
  ref: (element: HTMLTextAreaElement) => void;
}

/** Grows with what is written, to eight lines; then it scrolls. */
export function MessageField(props: MessageFieldProps) {
  let field!: HTMLTextAreaElement;
  const growsByItself = CSS.supports('field-sizing', 'content');
  createEffect(() => {
    field.value = props.value;
    if (growsByItself) return;
    field.style.height = 'auto';
    field.style.height = `${field.scrollHeight}px`;
  });
  return (
    <textarea
      ref={(element) => {
        field = element;
        props.ref(element);
      }}
      rows={1}
      class="message-field quiet-scroll"
      aria-label="Message"
      placeholder={props.connected ? 'Write a message' : 'Reconnecting. Your messages will be sent.'}
      dir="auto"
      maxLength={MAX_MESSAGE_LENGTH}
      autocomplete="off"
      enterkeyhint="send"
      onInput={(event) => props.onInput(event.currentTarget.value)}
      onKeyDown={(event) => {
        // While an input method composes, Enter picks a candidate.
        if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
        event.preventDefault();
        props.onSend();
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
