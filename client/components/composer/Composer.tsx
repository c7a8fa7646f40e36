import ArrowUp from 'lucide-solid/icons/arrow-up';
import Paperclip from 'lucide-solid/icons/paperclip';
import { createEffect, on, Show } from 'solid-js';
import { MAX_MESSAGE_LENGTH } from '../../../protocol/limits.ts';
import { useStores } from '../../stores/context.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { createCompose } from './compose.ts';
import { MessageField } from './MessageField.tsx';
import { UploadChips } from './UploadChips.tsx';

/** Never disabled: what cannot be sent now waits in the outbox and goes out by itself. */
export function Composer(props: { conversationId: string }) {
  const { session } = useStores();
  const compose = createCompose(() => props.conversationId);
  let field!: HTMLTextAreaElement;
  const send = () => {
    compose.send();
    field.focus();
  };
  // Where a finger would bring the keyboard up, the user asks for it.
  createEffect(
    on(
      () => props.conversationId,
      () => window.matchMedia('(pointer: fine)').matches && field.focus({ preventScroll: true }),
    ),
  );
  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <UploadChips uploads={compose.attached()} />
      <div class="flex items-end gap-0.5">
        <AttachButton onFiles={(files) => compose.attach(files)} />
        <MessageField
          ref={(element) => {
            field = element;
          }}
          value={compose.text()}
          connected={session.connection().state !== 'reconnecting'}
          onInput={(next) => compose.write(next)}
          onSend={send}
          onFiles={(files) => compose.attach(files)}
        />
        <Show when={compose.text().length > MAX_MESSAGE_LENGTH - 500}>
          <span class="figures self-center px-1 text-12 text-muted">
            {MAX_MESSAGE_LENGTH - compose.text().length}
          </span>
        </Show>
        <button
          type="submit"
          aria-label="Send"
          class="send-button"
          data-ready={compose.ready()}
          aria-disabled={compose.ready() ? undefined : 'true'}
        >
          <ArrowUp size={18} stroke-width={2.25} />
        </button>
      </div>
      <Show when={compose.armed()}>
        <p role="status" class="px-3 pb-2 text-13 text-muted">
          This goes out as soon as the files are there.
        </p>
      </Show>
    </form>
  );
}

function AttachButton(props: { onFiles: (files: File[]) => void }) {
  let input!: HTMLInputElement;
  return (
    <>
      <IconButton label="Attach files" tip="top" onClick={() => input.click()}>
        <Paperclip size={19} />
      </IconButton>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        onChange={() => {
          props.onFiles([...(input.files ?? [])]);
          input.value = '';
        }}
      />
    </>
  );
}
