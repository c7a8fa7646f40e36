import { createSignal, For, Show } from 'solid-js';
import type { Scheduled } from '../../../protocol/chat.ts';
import { MAX_MESSAGE_LENGTH } from '../../../protocol/limits.ts';
import { useStores } from '../../stores/context.tsx';
import { createAction } from '../../ui/action.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Field } from '../../ui/Field.tsx';
import { FormEnd } from '../../ui/FormEnd.tsx';
import { plural, whenOf } from '../../ui/format.ts';
import { createKeyed } from '../../ui/keyed.ts';
import { fromLocalField, toLocalField } from '../../ui/local-time.ts';
import { createNow } from '../../ui/now.ts';
import { Problem } from '../../ui/Problem.tsx';
import { TextArea } from '../../ui/TextArea.tsx';
import { oneLine } from '../text/one-line.ts';
import { problemOf } from './later-words.ts';

/** All that waits for its time, in whichever conversation. */
export function ScheduledDialog(props: { onClose: () => void }) {
  const { scheduled } = useStores();
  const rows = createKeyed(scheduled.list, ({ id }) => id);
  return (
    <Dialog title="Scheduled messages" onClose={() => props.onClose()}>
      <Show when={rows().length === 0}>
        <p class="text-14 text-muted">Nothing waits for its time.</p>
      </Show>
      <ul class="flex flex-col divide-y divide-line" aria-label="Scheduled messages">
        <For each={rows()}>{(row) => <Row scheduled={row.value()} />}</For>
      </ul>
    </Dialog>
  );
}

function Row(props: { scheduled: Scheduled }) {
  const { conversations, scheduled } = useStores();
  const [editing, setEditing] = createSignal(false);
  const now = createNow();
  const room = () => conversations.get(props.scheduled.conversationId);
  const title = () => {
    const found = room();
    return found ? conversations.title(found) : 'A conversation that you left';
  };
  const send = createAction(() => scheduled.sendNow(props.scheduled));
  const remove = createAction(() => scheduled.remove(props.scheduled));
  const files = () => props.scheduled.files.length;
  return (
    <li class="flex flex-col gap-1 py-3">
      <p class="flex items-baseline gap-2 text-13">
        <span class="min-w-0 flex-1 truncate font-[550]">{title()}</span>
        <time class="figures flex-none text-muted" datetime={new Date(props.scheduled.dueAt).toISOString()}>
          {whenOf(props.scheduled.dueAt, now())}
        </time>
      </p>
      <Show when={editing()} fallback={<p class="line-clamp-3 text-14">{oneLine(props.scheduled.text)}</p>}>
        <Edit scheduled={props.scheduled} onDone={() => setEditing(false)} />
      </Show>
      <Show when={files() > 0}>
        <p class="text-12 text-muted">With {plural(files(), 'file')}</p>
      </Show>
      <Show when={problemOf(props.scheduled, room() !== undefined)}>
        {(problem) => <p class="text-13 text-danger-text">It was not sent. {problem()}</p>}
      </Show>
      <Problem text={send.problem() ?? remove.problem()} />
      <Show when={!editing()}>
        <div class="flex flex-wrap gap-1 pt-1">
          <Button busy={send.busy()} onClick={() => void send.run()}>
            Send now
          </Button>
          <Button kind="quiet" onClick={() => setEditing(true)}>
            Change
          </Button>
          <Button kind="quiet" busy={remove.busy()} onClick={() => void remove.run()}>
            Remove
          </Button>
        </div>
      </Show>
    </li>
  );
}

function Edit(props: { scheduled: Scheduled; onDone: () => void }) {
  const { scheduled } = useStores();
  // oxlint-disable-next-line solid/reactivity -- the form begins with what is there
  const [text, setText] = createSignal(props.scheduled.text);
  // oxlint-disable-next-line solid/reactivity -- as above
  const [when, setWhen] = createSignal(toLocalField(props.scheduled.dueAt));
  const save = createAction(async () => {
    const before = props.scheduled;
    const at = fromLocalField(when());
    // The field knows no seconds: a time that was not touched stays what it was.
    const isMoved = at !== null && when() !== toLocalField(before.dueAt);
    await scheduled.change(before, { text: text().trim(), ...(isMoved ? { dueAt: at } : {}) });
    props.onDone();
  });
  return (
    <form class="flex flex-col gap-3" onSubmit={save.onSubmit}>
      <TextArea
        label="Message"
        rows={3}
        maxLength={MAX_MESSAGE_LENGTH}
        value={text()}
        onInput={(event) => setText(event.currentTarget.value)}
      />
      <Field
        label="Goes out"
        type="datetime-local"
        required
        value={when()}
        onInput={(event) => setWhen(event.currentTarget.value)}
      />
      <Problem text={save.problem()} />
      <FormEnd action="Save" busy={save.busy()} onCancel={() => props.onDone()} />
    </form>
  );
}
