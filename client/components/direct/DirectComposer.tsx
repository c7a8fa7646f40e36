import ArrowUp from 'lucide-solid/icons/arrow-up';
import Paperclip from 'lucide-solid/icons/paperclip';
import { createSignal } from 'solid-js';
import { MAX_MESSAGE_LENGTH } from '../../../protocol/limits.ts';
import { useStores } from '../../stores/context.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { wordsFor } from '../../ui/words.ts';
import { useDirect } from './context.tsx';
import { FilePicker } from './FilePicker.tsx';

/** Never disabled: what cannot go out now waits in this browser. */
export function DirectComposer() {
  const direct = useDirect();
  const { toasts } = useStores();
  const [draft, setDraft] = createSignal('');
  const send = () => {
    const text = draft().trim();
    if (text === '') return;
    setDraft('');
    direct.say(text).catch((error: unknown) => {
      setDraft(text);
      toasts.show('problem', wordsFor(error));
    });
  };
  return (
    <form
      class="direct-composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <div class="composer">
        <div class="composer-line">
          <FilePicker
            label="Files to send"
            multiple
            onFiles={(files) => direct.offer(files)}
            button={(open) => (
              <IconButton label="Send a file" tip="top" onClick={open}>
                <Paperclip size={19} />
              </IconButton>
            )}
          />
          <WordsField
            value={draft()}
            onInput={setDraft}
            onSend={send}
            onFiles={(files) => direct.offer(files)}
          />
          <IconButton type="submit" label="Send" tip="top" disabled={draft().trim() === ''}>
            <ArrowUp size={19} />
          </IconButton>
        </div>
      </div>
    </form>
  );
}

function WordsField(props: {
  value: string;
  onInput: (text: string) => void;
  onSend: () => void;
  onFiles: (files: File[]) => void;
}) {
  return (
    <textarea
      rows={1}
      class="message-field quiet-scroll"
      aria-label="Message off the record"
      placeholder="Message off the record"
      dir="auto"
      maxLength={MAX_MESSAGE_LENGTH}
      autocomplete="off"
      enterkeyhint="send"
      value={props.value}
      onInput={(event) => props.onInput(event.currentTarget.value)}
      onKeyDown={(event) => {
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
