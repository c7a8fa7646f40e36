import { createEffect, createMemo, createSignal, on } from 'solid-js';
import { useStores } from '../../stores/context.tsx';
import { keepDraft, readDraft } from './drafts.ts';

/** What stands in the composer of the conversation that is open, and when it can go out. */
export function createCompose(conversationId: () => string) {
  const { conversations, uploads } = useStores();
  const [text, setText] = createSignal('');
  /** Send was pressed while files were still on their way: it happens when the last one is there. */
  const [armed, setArmed] = createSignal(false);
  const attached = createMemo(() =>
    uploads.of(conversationId()).filter(({ state }) => state !== 'cancelled'),
  );
  const underWay = () => attached().some(({ state }) => state === 'uploading' || state === 'paused');
  const failed = () => attached().some(({ state }) => state === 'failed');
  const ready = () => text().trim() !== '' || attached().some(({ state }) => state !== 'failed');

  const keep = (next: string) => {
    setText(next);
    keepDraft(conversationId(), next);
  };
  const send = () => {
    if (!ready()) return;
    setArmed(underWay());
    if (underWay()) return;
    conversations.send(conversationId(), { text: text().trim(), files: uploads.take(conversationId()) });
    keep('');
  };
  createEffect(
    on(conversationId, (id) => {
      setArmed(false);
      setText(readDraft(id));
    }),
  );
  createEffect(() => {
    if (!armed() || underWay()) return;
    if (failed()) setArmed(false);
    else send();
  });
  return {
    text,
    armed,
    attached,
    ready,
    send,
    write(next: string) {
      keep(next);
      conversations.typed(conversationId());
    },
    attach: (files: File[]) => uploads.add(conversationId(), files),
  };
}
