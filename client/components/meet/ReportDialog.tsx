import { createSignal, For, Show } from 'solid-js';
import type { Meeting, ReportReason } from '../../../protocol/meet.ts';
import { useStores } from '../../stores/context.tsx';
import { Button } from '../../ui/Button.tsx';
import { createAction } from '../../ui/action.ts';
import { Dialog } from '../../ui/Dialog.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { TextArea } from '../../ui/TextArea.tsx';
import { useMeet } from './context.tsx';
import { pictureOf } from './picture.ts';
import { REASONS } from './reasons.ts';

/** Either ends the meeting, and the two never meet again. What is attached is the reporter's choice alone. */
export function ReportDialog(props: { meeting: Meeting; onClose: () => void }) {
  const meet = useMeet();
  const { toasts } = useStores();
  // The meeting may be over by the time it is told: the dialog is about the one it was opened for.
  // oxlint-disable-next-line solid/reactivity
  const { id: meetingId, partner } = props.meeting;
  // What was seen when the dialog was opened.
  const picture = pictureOf(
    document.querySelector('.meet-tile[data-who="stranger"] video[data-shown="true"]'),
  );
  const [reasons, setReasons] = createSignal<ReportReason[]>([]);
  const [text, setText] = createSignal('');
  const [attaches, setAttaches] = createSignal(false);
  const toggle = (reason: ReportReason, wanted: boolean) =>
    setReasons((all) => (wanted ? [...all, reason] : all.filter((one) => one !== reason)));
  const report = createAction(async () => {
    await meet.report({
      meetingId,
      reasons: reasons(),
      text: text().trim(),
      picture: attaches() ? picture : null,
    });
    toasts.show('info', 'Thank you. Moderators will look at it.');
    props.onClose();
  });
  const block = createAction(async () => {
    await meet.block(meetingId);
    props.onClose();
  });
  return (
    <Dialog title={`Report ${partner.name}`} onClose={() => props.onClose()}>
      <form class="flex flex-col gap-4" onSubmit={report.onSubmit}>
        <Reasons onToggle={toggle} />
        <TextArea
          label="More, if you want"
          rows={2}
          maxLength={2000}
          value={text()}
          onInput={(event) => setText(event.currentTarget.value)}
        />
        <Show when={picture}>
          <CheckRow words="Attach the picture I see of them now" onToggle={setAttaches} />
        </Show>
        <Problem text={report.problem() ?? block.problem()} />
        <div class="flex flex-wrap justify-end gap-2">
          <Button kind="plain" busy={block.busy()} onClick={() => void block.run()}>
            Only block
          </Button>
          <Button kind="danger" type="submit" busy={report.busy()} disabled={reasons().length === 0}>
            Report and block
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function Reasons(props: { onToggle: (reason: ReportReason, wanted: boolean) => void }) {
  return (
    <fieldset class="flex flex-col">
      <legend class="mb-1 text-13 font-[550]">What happened</legend>
      <For each={REASONS}>
        {(reason) => (
          <CheckRow words={reason.words} onToggle={(wanted) => props.onToggle(reason.value, wanted)} />
        )}
      </For>
    </fieldset>
  );
}

function CheckRow(props: { words: string; onToggle: (wanted: boolean) => void }) {
  return (
    <label class="flex min-h-11 items-center gap-3 text-14">
      <input
        type="checkbox"
        class="size-5 flex-none"
        onChange={(event) => props.onToggle(event.currentTarget.checked)}
      />
      {props.words}
    </label>
  );
}
