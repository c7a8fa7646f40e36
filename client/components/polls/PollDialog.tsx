import Plus from 'lucide-solid/icons/plus';
import X from 'lucide-solid/icons/x';
import { createSignal, Index, Show } from 'solid-js';
import type { NewPoll } from '../../../protocol/chat.ts';
import {
  MAX_POLL_OPTION_LENGTH,
  MAX_POLL_OPTIONS,
  MAX_POLL_QUESTION_LENGTH,
} from '../../../protocol/limits.ts';
import { Button } from '../../ui/Button.tsx';
import { CheckBox } from '../../ui/CheckBox.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Field } from '../../ui/Field.tsx';
import { FormEnd } from '../../ui/FormEnd.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { fromLocalField, toLocalField } from '../../ui/local-time.ts';
import { Problem } from '../../ui/Problem.tsx';

interface PollDialogProps {
  onSend: (question: string, poll: NewPoll) => void;
  onClose: () => void;
}

export function PollDialog(props: PollDialogProps) {
  const [question, setQuestion] = createSignal('');
  const [options, setOptions] = createSignal<readonly string[]>(['', '']);
  const [several, setSeveral] = createSignal(false);
  const [anonymous, setAnonymous] = createSignal(false);
  const [closes, setCloses] = createSignal('');
  const [problem, setProblem] = createSignal<string | null>(null);
  const send = (event: SubmitEvent) => {
    event.preventDefault();
    const texts = options().flatMap((text) => text.trim() || []);
    const closesAt = fromLocalField(closes());
    setProblem(problemOf(texts, closesAt));
    if (problem() !== null) return;
    props.onSend(question().trim(), { options: texts, several: several(), anonymous: anonymous(), closesAt });
    props.onClose();
  };
  return (
    <Dialog title="New poll" onClose={() => props.onClose()}>
      <form class="flex flex-col gap-4" onSubmit={send}>
        <Field
          label="Question"
          required
          autofocus
          autocomplete="off"
          maxLength={MAX_POLL_QUESTION_LENGTH}
          value={question()}
          onInput={(event) => setQuestion(event.currentTarget.value)}
        />
        <OptionFields options={options()} onChange={setOptions} />
        <div class="flex flex-col">
          <CheckBox label="Several answers are possible" checked={several()} onChange={setSeveral} />
          <CheckBox label="Nobody is told who voted for what" checked={anonymous()} onChange={setAnonymous} />
        </div>
        <Field
          label="Closes"
          type="datetime-local"
          hint="Left empty, it is open until you close it."
          min={toLocalField(Date.now())}
          value={closes()}
          onInput={(event) => setCloses(event.currentTarget.value)}
        />
        <Problem text={problem()} />
        <FormEnd action="Send the poll" onCancel={() => props.onClose()} />
      </form>
    </Dialog>
  );
}

function problemOf(options: readonly string[], closesAt: number | null): string | null {
  if (options.length < 2) return 'A poll has at least two options.';
  if (new Set(options).size < options.length) return 'Each option stands in a poll once.';
  return closesAt !== null && closesAt <= Date.now() ? 'The time at which it closes is over.' : null;
}

interface OptionFieldsProps {
  options: readonly string[];
  onChange: (options: readonly string[]) => void;
}

function OptionFields(props: OptionFieldsProps) {
  let list!: HTMLFieldSetElement;
  const add = () => {
    props.onChange([...props.options, '']);
    queueMicrotask(() => [...list.querySelectorAll('input')].at(-1)?.focus());
  };
  const remove = (at: number) => props.onChange(props.options.filter((_, index) => index !== at));
  return (
    <fieldset ref={list} class="flex flex-col gap-2">
      <legend class="mb-1.5 text-13 font-[550]">Options</legend>
      <Index each={props.options}>
        {(option, at) => (
          <div class="flex items-center gap-1">
            <input
              class="field-input"
              aria-label={`Option ${at + 1}`}
              maxLength={MAX_POLL_OPTION_LENGTH}
              autocomplete="off"
              value={option()}
              onInput={({ currentTarget: { value } }) =>
                props.onChange(props.options.map((text, index) => (index === at ? value : text)))
              }
            />
            <Show when={props.options.length > 2}>
              <IconButton label={`Remove option ${at + 1}`} tip="left" onClick={() => remove(at)}>
                <X size={16} />
              </IconButton>
            </Show>
          </div>
        )}
      </Index>
      <Show when={props.options.length < MAX_POLL_OPTIONS}>
        <Button kind="quiet" class="self-start" onClick={add}>
          <Plus size={16} /> Add an option
        </Button>
      </Show>
    </fieldset>
  );
}
