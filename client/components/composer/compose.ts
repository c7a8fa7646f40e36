import { createEffect, createMemo, createSignal, on } from 'solid-js';
import type { Message, Quote } from '../../../protocol/chat.ts';
import { type DraftPlace, keyOf } from '../../drafts/draft-copy.ts';
import type { ConversationsStore } from '../../stores/contract.ts';
import { useStores } from '../../stores/context.tsx';
import { wordsFor } from '../../ui/words.ts';
import { type Desk, useDesk } from '../message/desk.ts';

/** What stands in a composer, and when it can go out. */
export function createCompose(place: () => DraftPlace) {
  const { armedSends, conversations, uploads } = useStores();
  const desk = useDesk();
  /** Files of a thread are kept apart from those of its conversation. */
  const key = () => keyOf(place());
  const { attached, own, underWay } = createAttached(key);
  const edited = createEdited(desk);
  const { text, keep } = createText(place, edited);
  const ready = () =>
    text().trim() !== '' || (edited() === null && own().some(({ state }) => state !== 'failed'));

  const cancel = () => desk.compose({ kind: 'new' });
  const change = createChange({ text, edited, cancel });
  const send = () => {
    if (edited() !== null) change();
    else if (ready()) armedSends.send(place(), answered(desk));
  };
  const later = createLater({ place, text, ready: () => ready() && edited() === null && !underWay() });
  return {
    text,
    armed: () => edited() === null && armedSends.isArmed(place()),
    attached,
    ready,
    send,
    later,
    cancel,
    write(next: string) {
      keep(next);
      if (edited() === null && place().threadRootId === null) conversations.typed(key());
    },
    attach: (files: File[]) => uploads.add(key(), files),
    editLast: () => editLast(conversations, place(), desk),
  };
}

interface LaterInput {
  place: () => DraftPlace;
  text: () => string;
  ready: () => boolean;
}

/** The words stay in the composer until the server took them. */
function createLater({ place, text, ready }: LaterInput) {
  const { drafts, scheduled, toasts, uploads } = useStores();
  const desk = useDesk();
  const send = async (dueAt: number) => {
    // The user may be in another conversation before the server answers.
    const { conversationId, threadRootId } = place();
    const [at, words] = [{ conversationId, threadRootId }, text()];
    if (scheduled.isAdding(at)) return;
    const files = uploads.of(keyOf(at)).flatMap((upload) => (upload.state === 'done' ? upload.file : []));
    await scheduled.add({ ...at, text: words.trim(), quote: answered(desk), files, dueAt });
    uploads.take(keyOf(at));
    if (drafts.of(at).text === words) drafts.sent(at);
  };
  return {
    ready: () => ready() && !scheduled.isAdding(place()),
    send: (dueAt: number) =>
      void send(dueAt).catch((error: unknown) => toasts.show('problem', wordsFor(error))),
  };
}

/** What goes with the text (`own`), and what only passes through. */
function createAttached(key: () => string) {
  const { uploads } = useStores();
  const attached = createMemo(() => uploads.of(key()).filter(({ state }) => state !== 'cancelled'));
  const own = () => attached().filter(({ alone }) => !alone);
  return {
    attached,
    own,
    underWay: () => own().some(({ state }) => state === 'uploading' || state === 'paused'),
  };
}

/** What is being edited stands already: the draft waits for its turn. */
function createText(place: () => DraftPlace, edited: () => Message | null) {
  const { drafts } = useStores();
  const [edit, setEdit] = createSignal('');
  createEffect(on([() => keyOf(place()), edited], ([, message]) => setEdit(message?.text ?? '')));
  return {
    text: () => (edited() ? edit() : drafts.of(place()).text),
    keep(next: string) {
      if (edited()) setEdit(next);
      else drafts.write(place(), { text: next });
    },
  };
}

function answered(desk: Desk): Quote | null {
  const composing = desk.composing();
  return composing.kind === 'answer' ? composing.quote : null;
}

function createEdited(desk: Desk) {
  return createMemo(() => {
    const composing = desk.composing();
    return composing.kind === 'edit' ? composing.message : null;
  });
}

interface ChangeInput {
  text: () => string;
  edited: () => Message | null;
  cancel: () => void;
}

/** The words stay in the composer until the server took them. */
function createChange({ text, edited, cancel }: ChangeInput): () => void {
  const { conversations, toasts } = useStores();
  const desk = useDesk();
  return () => {
    const message = edited();
    if (!message) return;
    const next = text().trim();
    if (next === message.text) cancel();
    else if (next === '' && message.files.length === 0) desk.ask({ kind: 'delete', message });
    else
      conversations.edit(message, next).then(
        () => edited() === message && cancel(),
        (error: unknown) => toasts.show('problem', wordsFor(error)),
      );
  };
}

/** Answers whether there was one. */
function editLast({ timeline, may }: ConversationsStore, place: DraftPlace, desk: Desk): boolean {
  const last = timeline(place.conversationId, place.threadRootId)
    .items()
    .findLast((item) => item.kind === 'message' && may(item.message).edit);
  if (last?.kind !== 'message') return false;
  desk.compose({ kind: 'edit', message: last.message });
  return true;
}
