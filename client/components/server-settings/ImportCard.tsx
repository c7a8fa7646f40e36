import { A } from '@solidjs/router';
import { createSignal, Match, Show, Switch } from 'solid-js';
import type { ImportChoices, ImportInfo, ImportReport, ImportSummary } from '../../../protocol/imports.ts';
import { ask } from '../../api/pages.ts';
import { Button } from '../../ui/Button.tsx';
import { createAction } from '../../ui/action.ts';
import { fileSize, plural } from '../../ui/format.ts';
import { Problem } from '../../ui/Problem.tsx';
import { ImportPeople } from './ImportPeople.tsx';
import { lossesLine, skippedLine } from './import-words.ts';

interface ImportCardProps {
  info: ImportInfo;
  onChanged: () => void;
}

/** One archive on its way, from being looked through to what came of it. */
export function ImportCard(props: ImportCardProps) {
  const [choices, setChoices] = createSignal<ImportChoices>({});
  const discard = createAction(async () => {
    await ask((api) => api.imports.discard.mutate({ id: props.info.id }));
    props.onChanged();
  });
  const begin = createAction(async () => {
    await ask((api) => api.imports.begin.mutate({ id: props.info.id, choices: { ...choices() } }));
    props.onChanged();
  });
  const mayBegin = () => props.info.summary !== null && ['ready', 'failed'].includes(props.info.state);
  return (
    <li class="flex flex-col gap-3 rounded-card border border-line p-4">
      <p class="flex items-baseline gap-2">
        <span class="min-w-0 flex-1 truncate text-15 font-[550]">{props.info.name}</span>
        <span class="figures flex-none text-13 text-muted">{fileSize(props.info.size)}</span>
      </p>
      <div role="status" class="text-14">
        <State info={props.info} />
      </div>
      <Show when={mayBegin() && props.info.summary}>
        {(summary) => <ImportPeople people={summary().people} choices={choices()} onChange={setChoices} />}
      </Show>
      <Problem text={begin.problem() ?? discard.problem()} />
      <div class="flex flex-wrap gap-2">
        <Show when={mayBegin()}>
          <Button kind="primary" busy={begin.busy()} onClick={() => void begin.run()}>
            {props.info.state === 'failed' ? 'Try again' : 'Bring it over'}
          </Button>
        </Show>
        <Button kind="quiet" busy={discard.busy()} onClick={() => void discard.run()}>
          {props.info.state === 'done' ? 'Take off the list' : 'Discard'}
        </Button>
      </div>
    </li>
  );
}

function State(props: { info: ImportInfo }) {
  return (
    <Switch>
      <Match when={props.info.state === 'reading'}>
        <p class="text-muted">Looking through it. Nothing comes over yet.</p>
      </Match>
      <Match when={props.info.state === 'failed'}>
        <p class="text-danger-text">{props.info.problem}</p>
      </Match>
      <Match when={props.info.state === 'running'}>
        <Progress info={props.info} />
      </Match>
      <Match when={props.info.state === 'ready' && props.info.summary}>
        {(summary) => <Summary summary={summary()} />}
      </Match>
      <Match when={props.info.state === 'done' && props.info.report}>
        {(report) => <Report report={report()} />}
      </Match>
    </Switch>
  );
}

function Progress(props: { info: ImportInfo }) {
  const progress = () => props.info.progress;
  const there = () => (progress()?.counts.imported ?? 0) + (progress()?.counts.known ?? 0);
  return (
    <div class="flex flex-col gap-2">
      <progress
        class="h-1.5 w-full accent-(--accent)"
        max={progress()?.total ?? 1}
        value={progress()?.done ?? 0}
        aria-label="Brought over"
      />
      <p class="figures text-13 text-muted">
        {there().toLocaleString()} of {plural(props.info.summary?.messages ?? 0, 'message')}. You can leave
        this page: it goes on by itself.
      </p>
    </div>
  );
}

function Summary(props: { summary: ImportSummary }) {
  const unknown = () => props.summary.people.filter((person) => person.match === null).length;
  return (
    <>
      <p>
        {plural(props.summary.messages, 'message')} in {plural(props.summary.channels.length, 'channel')}
        <Show when={(props.summary.directs?.conversations ?? 0) > 0}>
          {' '}
          and {plural(props.summary.directs?.conversations ?? 0, 'direct conversation')}, which only the two
          in each will read
        </Show>
        , {plural(props.summary.files, 'file')}, {plural(props.summary.people.length, 'person', 'people')},{' '}
        {unknown()} of them without an account here.
      </p>
      <Show when={skippedLine(props.summary.skipped)}>
        {(line) => <p class="text-muted">Left out: {line()}.</p>}
      </Show>
    </>
  );
}

function Report(props: { report: ImportReport }) {
  const counts = () => props.report.counts;
  return (
    <>
      <p>
        {plural(counts().imported, 'message')} came over into {plural(props.report.groups.length, 'group')}
        <Show when={(props.report.directs ?? 0) > 0}>
          {' '}
          and {plural(props.report.directs ?? 0, 'direct conversation')}
        </Show>
        ; {plural(counts().known, 'was', 'were')} here before. {plural(props.report.people.made, 'account')}{' '}
        made.
      </p>
      <Show when={skippedLine(counts().skipped)}>
        {(line) => <p class="text-muted">Left out: {line()}.</p>}
      </Show>
      <Show when={lossesLine(counts().losses)}>{(line) => <p class="text-muted">Changed: {line()}.</p>}</Show>
      <A href="/" class="text-link">
        To the groups
      </A>
    </>
  );
}
