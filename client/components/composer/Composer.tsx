import ArrowUp from 'lucide-solid/icons/arrow-up';
import FaceSmiling from 'lucide-solid/icons/face-slightly-smiling';
import { createEffect, on, Show } from 'solid-js';
import { MAX_MESSAGE_LENGTH } from '../../../protocol/limits.ts';
import type { DraftPlace } from '../../drafts/draft-copy.ts';
import { useStores } from '../../stores/context.tsx';
import { Popover } from '../../ui/Popover.tsx';
import { EmojiPanelSlot } from '../emoji/EmojiPanelSlot.tsx';
import { useDesk } from '../message/desk.ts';
import { AddMenu } from './AddMenu.tsx';
import { createCompose } from './compose.ts';
import { ComposingBar } from './ComposingBar.tsx';
import { DraftNotice } from './DraftNotice.tsx';
import { MessageField } from './MessageField.tsx';
import { SuggestionList } from './SuggestionList.tsx';
import { UploadChips } from './UploadChips.tsx';
import { createWriting } from './writing.ts';

/** Never disabled: what cannot be sent now waits in the outbox and goes out by itself. */
export function Composer(props: DraftPlace) {
  const { session } = useStores();
  const compose = createCompose(() => props);
  let field!: HTMLTextAreaElement;
  const writing = createWriting({ id: () => props.conversationId, field: () => field, compose });
  const send = () => {
    compose.send();
    field.focus();
  };
  createFocus(
    () => props.threadRootId ?? props.conversationId,
    () => field,
  );
  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <SuggestionList suggestions={writing.suggestions} onPick={writing.take} />
      <DraftNotice place={props} />
      <ComposingBar onCancel={() => compose.cancel()} />
      <UploadChips uploads={compose.attached()} />
      <div class="composer-line">
        <AddMenu place={props} onFiles={(files) => compose.attach(files)} />
        <MessageField
          ref={(element) => {
            field = element;
          }}
          value={compose.text()}
          place={props.threadRootId === null ? 'conversation' : 'thread'}
          connected={session.connection().state !== 'reconnecting'}
          suggestions={writing.suggestions}
          onInput={writing.onInput}
          onSend={send}
          onTake={() => writing.take()}
          onCancel={() => compose.cancel()}
          onEditLast={() => compose.editLast()}
          onFiles={(files) => compose.attach(files)}
        />
        <Left of={MAX_MESSAGE_LENGTH - compose.text().length} />
        <Popover label="Emoji" icon={<FaceSmiling size={19} />}>
          {(close) => (
            <EmojiPanelSlot
              onPick={(emoji) => {
                close();
                writing.insert(emoji);
              }}
            />
          )}
        </Popover>
        <SendButton ready={compose.ready()} />
      </div>
      <ArmedNote shown={compose.armed()} />
    </form>
  );
}

function createFocus(conversationId: () => string, field: () => HTMLTextAreaElement): void {
  const desk = useDesk();
  // Where a finger would bring the keyboard up, the user asks for it.
  createEffect(
    on(
      conversationId,
      () => window.matchMedia('(pointer: fine)').matches && field().focus({ preventScroll: true }),
    ),
  );
  createEffect(
    on(desk.composing, ({ kind }) => kind !== 'new' && field().focus({ preventScroll: true }), {
      defer: true,
    }),
  );
}

function ArmedNote(props: { shown: boolean }) {
  return (
    <Show when={props.shown}>
      <p role="status" class="px-3 pb-2 text-13 text-muted">
        This goes out as soon as the files are there.
      </p>
    </Show>
  );
}

/** Said only where it comes near. */
function Left(props: { of: number }) {
  return (
    <Show when={props.of < 500}>
      <span class="figures self-center px-1 text-12 text-muted">{props.of}</span>
    </Show>
  );
}

function SendButton(props: { ready: boolean }) {
  return (
    <button
      type="submit"
      aria-label="Send"
      class="send-button"
      data-ready={props.ready}
      aria-disabled={props.ready ? undefined : 'true'}
    >
      <ArrowUp size={18} stroke-width={2.25} />
    </button>
  );
}
