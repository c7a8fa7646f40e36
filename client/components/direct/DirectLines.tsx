import { createEffect, createMemo, For, Match, on, Show, Switch } from 'solid-js';
import type { FileLine, Line, TextLine } from '../../direct/room-book.ts';
import { Button } from '../../ui/Button.tsx';
import { timeOf } from '../../ui/format.ts';
import { createKeyed } from '../../ui/keyed.ts';
import { useStores } from '../../stores/context.tsx';
import { wordsFor } from '../../ui/words.ts';
import { useDirect } from './context.tsx';
import { FilePicker } from './FilePicker.tsx';
import { fileWords } from './direct-words.ts';

/** Oldest first; the newest in view. */
export function DirectLines() {
  const direct = useDirect();
  const rows = createKeyed(direct.lines, (line) => line.id);
  let list!: HTMLDivElement;
  createEffect(on([() => rows().length], () => list.scrollTo({ top: list.scrollHeight })));
  return (
    <div ref={list} class="direct-lines quiet-scroll" role="log" aria-label="Texts" tabindex={0}>
      <div class="direct-column">
        <For each={rows()}>{(row) => <Row line={row.value()} />}</For>
      </div>
    </div>
  );
}

function Row(props: { line: Line }) {
  const direct = useDirect();
  const { session } = useStores();
  const who = createMemo(() => {
    if (props.line.mine) return session.me()?.name ?? 'You';
    const state = direct.state();
    return 'peer' in state ? state.peer.name : 'The other';
  });
  const text = () => (props.line.kind === 'text' ? props.line : null);
  const file = () => (props.line.kind === 'file' ? props.line : null);
  return (
    <article class="direct-line" data-mine={props.line.mine}>
      <p class="direct-by">
        <span class="font-semibold">{who()}</span>
        <time class="figures text-12 text-muted" dateTime={new Date(props.line.at).toISOString()}>
          {timeOf(props.line.at)}
        </time>
      </p>
      <Show when={text()}>{(line) => <Words line={line()} />}</Show>
      <Show when={file()}>{(line) => <FileRow file={line()} />}</Show>
    </article>
  );
}

function Words(props: { line: TextLine }) {
  return (
    <p class="direct-words">
      {props.line.text}
      <Show when={props.line.state === 'waiting'}>
        <span class="ml-2 text-12 text-muted">waits</span>
      </Show>
    </p>
  );
}

function FileRow(props: { file: FileLine }) {
  const direct = useDirect();
  const { toasts } = useStores();
  const tell = (error: unknown) => toasts.show('problem', wordsFor(error));
  const save = async () => {
    if (!(await direct.save(props.file)))
      toasts.show('problem', 'This file is not in this browser any more.');
  };
  const renew = ([file]: File[]) => {
    if (file && !direct.renew(props.file.id, file)) toasts.show('problem', 'This is another file.');
  };
  const isOpen = () =>
    ['offered', 'held', 'moving', 'no-room', 'broken', 'gone', 'asks'].includes(props.file.state);
  const again = () => props.file.state === 'no-room' || props.file.state === 'broken';
  return (
    <div class="direct-file">
      <p class="truncate text-14 font-[550]">{props.file.name}</p>
      <p class="figures text-12 text-muted">{fileWords(props.file)}</p>
      <Show when={props.file.state === 'moving' || props.file.state === 'held'}>
        <progress
          class="direct-progress"
          aria-label={`Progress of ${props.file.name}`}
          max={Math.max(1, props.file.size)}
          value={props.file.moved}
        />
      </Show>
      <div class="flex flex-wrap gap-2 empty:hidden">
        <Switch>
          <Match when={!props.file.mine && (props.file.state === 'offered' || again())}>
            <Accept file={props.file} isAgain={again()} tell={tell} />
          </Match>
          <Match when={props.file.state === 'asks'}>
            <Button kind="primary" onClick={() => void direct.accept(props.file.id).catch(tell)}>
              Go on saving
            </Button>
          </Match>
          <Match when={!props.file.mine && props.file.state === 'there' && !props.file.place}>
            <Button kind="primary" onClick={() => void save().catch(tell)}>
              Save
            </Button>
          </Match>
          <Match when={props.file.mine && props.file.state === 'gone'}>
            <FilePicker
              label={`${props.file.name}, again`}
              onFiles={renew}
              button={(open) => <Button onClick={open}>Choose it again</Button>}
            />
          </Match>
        </Switch>
        <Show when={isOpen()}>
          <Button kind="quiet" onClick={() => void direct.stop(props.file.id).catch(tell)}>
            {!props.file.mine && props.file.state === 'offered' ? 'Decline' : 'Stop'}
          </Button>
        </Show>
      </div>
    </div>
  );
}

/** A large file goes where its person says, or into the browser like a small one. */
function Accept(props: { file: FileLine; isAgain: boolean; tell: (error: unknown) => void }) {
  const direct = useDirect();
  const picks = () => direct.mayPick(props.file) && !props.file.place;
  return (
    <>
      <Show when={picks()}>
        <Button kind="primary" onClick={() => void direct.acceptInto(props.file).catch(props.tell)}>
          Save to…
        </Button>
      </Show>
      <Button
        kind={picks() ? 'plain' : 'primary'}
        onClick={() => void direct.accept(props.file.id).catch(props.tell)}
      >
        {props.isAgain ? 'Try again' : 'Accept'}
      </Button>
    </>
  );
}
