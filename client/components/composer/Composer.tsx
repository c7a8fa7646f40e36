import ArrowUp from 'lucide-solid/icons/arrow-up';
import FaceSmiling from 'lucide-solid/icons/face-slightly-smiling';
import { createEffect, createSignal, lazy, on, onCleanup, Show, Suspense } from 'solid-js';
import { Portal } from 'solid-js/web';
import { MAX_MESSAGE_LENGTH } from '../../../protocol/limits.ts';
import type { DraftPlace } from '../../drafts/draft-copy.ts';
import { useStores } from '../../stores/context.tsx';
import type { Upload } from '../../stores/contract.ts';
import { afterPaint } from '../../ui/after-paint.ts';
import { Popover } from '../../ui/Popover.tsx';
import { EmojiPanelSlot } from '../emoji/EmojiPanelSlot.tsx';
import { LaterMenu } from '../later/LaterMenu.tsx';
import { useDesk } from '../message/desk.ts';
import { AddMenu } from './AddMenu.tsx';
import { createCompose } from './compose.ts';
import { ComposingBar } from './ComposingBar.tsx';
import { DraftNotice } from './DraftNotice.tsx';
import { MessageField } from './MessageField.tsx';
import { UploadChips } from './parts.ts';
import { SuggestionList } from './SuggestionList.tsx';
import { createVoiceSlot, VoiceEntry, VoiceSlot } from '../voice/VoiceSlot.tsx';
import { createWriting } from './writing.ts';

const LaterDialog = lazy(async () => ({ default: (await import('../later/LaterDialog.tsx')).LaterDialog }));

/** Never disabled: what cannot be sent now waits in the outbox and goes out by itself. */
export function Composer(props: DraftPlace) {
  const { session } = useStores();
  const [choosing, setChoosing] = createSignal(false);
  const compose = createCompose(() => props);
  const voice = createVoiceSlot(() => props.threadRootId ?? props.conversationId);
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
      <Attached uploads={compose.attached()} />
      <VoiceSlot slot={voice} place={props} onClosed={() => field.focus()} />
      <div class="composer-line" hidden={voice.isOpen()}>
        <AddMenu
          place={props}
          onFiles={(files) => compose.attach(files)}
          onLater={compose.later.ready() ? () => setChoosing(true) : undefined}
        />
        <MessageField
          ref={(element) => void (field = element)}
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
        <EmojiButton onPick={writing.insert} />
        <VoiceEntry slot={voice} />
        <Show when={compose.later.ready()}>
          <LaterMenu onPick={compose.later.send} onChoose={() => setChoosing(true)} />
        </Show>
        <SendButton ready={compose.ready()} />
      </div>
      <ArmedNote shown={compose.armed()} />
      <LaterSlot open={choosing()} onPick={compose.later.send} onClose={() => setChoosing(false)} />
    </form>
  );
}

function Attached(props: { uploads: readonly Upload[] }) {
  return (
    <Show when={props.uploads.length > 0}>
      <UploadChips uploads={props.uploads} />
    </Show>
  );
}

function EmojiButton(props: { onPick: (emoji: string) => void }) {
  return (
    <Popover label="Emoji" icon={<FaceSmiling size={19} />}>
      {(close) => (
        <EmojiPanelSlot
          onPick={(emoji) => {
            close();
            props.onPick(emoji);
          }}
        />
      )}
    </Popover>
  );
}

function LaterSlot(props: { open: boolean; onPick: (at: number) => void; onClose: () => void }) {
  return (
    <Show when={props.open}>
      {/* A form of its own: within the composer's it would send that too. */}
      <Portal>
        <Suspense>
          <LaterDialog onPick={(at) => props.onPick(at)} onClose={() => props.onClose()} />
        </Suspense>
      </Portal>
    </Show>
  );
}

function createFocus(conversationId: () => string, field: () => HTMLTextAreaElement): void {
  const desk = useDesk();
  const focus = () => field().focus({ preventScroll: true });
  createEffect(
    on(conversationId, () => {
      // Where a finger would bring the keyboard up, the user asks for it.
      if (window.matchMedia('(pointer: fine)').matches) onCleanup(afterPaint(focus));
    }),
  );
  createEffect(on(desk.composing, ({ kind }) => kind !== 'new' && focus(), { defer: true }));
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
