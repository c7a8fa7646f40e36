import { createSignal } from 'solid-js';
import type { Conversation } from '../../../protocol/chat.ts';
import { useStores } from '../../stores/context.tsx';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Field } from '../../ui/Field.tsx';
import { wordsFor } from '../../ui/words.ts';
import { useDesk } from './desk.ts';

/** A day to go to: to the first that was said on it, or after it. */
export function DateDialog(props: { conversation: Conversation; near: number; onClose: () => void }) {
  const { conversations, toasts } = useStores();
  const desk = useDesk();
  // oxlint-disable-next-line solid/reactivity -- the form begins with what is there
  const [day, setDay] = createSignal(dayOf(props.near));
  const [busy, setBusy] = createSignal(false);
  const go = (number: number) => {
    props.onClose();
    if (number > 0) desk.jumpTo(number);
  };
  const find = async () => {
    const at = new Date(`${day()}T00:00`).getTime();
    if (Number.isNaN(at)) return;
    setBusy(true);
    try {
      go(await conversations.numberAt(props.conversation.id, at));
    } catch (error) {
      toasts.show('problem', wordsFor(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog title="Jump to a date" onClose={() => props.onClose()}>
      <form
        class="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          void find();
        }}
      >
        <Field
          label="Day"
          type="date"
          required
          min={dayOf(props.conversation.createdAt)}
          max={dayOf(Date.now())}
          value={day()}
          onInput={(event) => setDay(event.currentTarget.value)}
        />
        <div class="flex justify-between gap-2">
          <Button onClick={() => go(1)}>First message</Button>
          <Button type="submit" kind="primary" busy={busy()}>
            Jump
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** As a date field has it, where the reader is. */
function dayOf(ms: number): string {
  const at = new Date(ms);
  const two = (part: number) => String(part).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}
