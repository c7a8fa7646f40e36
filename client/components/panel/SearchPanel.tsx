import { createEffect, createMemo, createSignal, For, on, onMount, Show } from 'solid-js';
import type { Conversation, Message } from '../../../protocol/chat.ts';
import { useStores } from '../../stores/context.tsx';
import { Button } from '../../ui/Button.tsx';
import { plural } from '../../ui/format.ts';
import { moveFocus } from '../../ui/roving.ts';
import { SearchInput } from '../../ui/SearchInput.tsx';
import { wordsOf } from './excerpt.ts';
import { Excerpt } from './Excerpt.tsx';
import { createMessageSearch } from './search.ts';
import { SearchHints } from './SearchHints.tsx';
import { SidePanel } from './SidePanel.tsx';

interface SearchPanelProps {
  conversation: Conversation;
  onGo: (message: Message) => void;
  onClose: () => void;
  /** Told anew each time the search was asked for: the field takes the focus. */
  called: number;
}

type MessageSearch = ReturnType<typeof createMessageSearch>;

/** What was written, in this conversation or in all of mine. */
export function SearchPanel(props: SearchPanelProps) {
  const [text, setText] = createSignal('');
  const [everywhere, setEverywhere] = createSignal(false);
  const asked = createMemo(
    () => ({ text: text().trim(), conversationId: everywhere() ? null : props.conversation.id }),
    undefined,
    { equals: (a, b) => a.text === b.text && a.conversationId === b.conversationId },
  );
  const search = createMessageSearch(asked);
  let field!: HTMLInputElement;
  let panel!: HTMLDivElement;
  const focus = () => {
    field.focus();
    field.select();
  };
  const begin = (operator: string) => {
    setText(operator);
    field.focus();
    field.setSelectionRange(operator.length, operator.length);
  };
  onMount(focus);
  createEffect(on(() => props.called, focus, { defer: true }));
  return (
    <SidePanel title="Search" onClose={() => props.onClose()}>
      <div
        ref={panel}
        class="flex min-h-0 flex-1 flex-col"
        role="search"
        onKeyDown={(event) => moveFocus(event, panel)}
      >
        <div class="flex flex-col gap-2 px-3 pt-3 pb-2">
          <SearchInput
            ref={(element) => {
              field = element;
            }}
            label="Search messages"
            placeholder="Search messages"
            value={text()}
            onInput={setText}
          />
          <Scope everywhere={everywhere()} onChoose={setEverywhere} />
        </div>
        <div class="quiet-scroll min-h-0 flex-1 overflow-y-auto px-2 pb-4">
          <Show when={text().trim() === ''}>
            <SearchHints onPick={begin} />
          </Show>
          <Results
            search={search}
            text={text()}
            everywhere={everywhere()}
            onGo={(found) => props.onGo(found)}
          />
        </div>
      </div>
    </SidePanel>
  );
}

interface ResultsProps {
  search: MessageSearch;
  text: string;
  everywhere: boolean;
  onGo: (message: Message) => void;
}

function Results(props: ResultsProps) {
  const { conversations } = useStores();
  const words = createMemo(() => wordsOf(props.text));
  const placeOf = (message: Message) => {
    const room = props.everywhere ? conversations.get(message.conversationId) : undefined;
    return room && conversations.title(room);
  };
  return (
    <>
      <p role="status" class="px-2.5 text-13 text-muted">
        {props.search.problem() ?? countOf(props.search)}
      </p>
      <ul>
        <For each={props.search.found()?.messages}>
          {(message) => (
            <Excerpt
              message={message}
              words={words()}
              place={placeOf(message)}
              onGo={() => props.onGo(message)}
            />
          )}
        </For>
      </ul>
      <Show when={props.search.found()?.next}>
        <Button class="mt-2 ml-2.5" busy={props.search.busy()} onClick={() => props.search.more()}>
          Older messages
        </Button>
      </Show>
    </>
  );
}

function countOf(search: MessageSearch): string {
  const found = search.found();
  if (!found) return '';
  if (found.messages.length === 0) return 'Nothing was found.';
  return `${plural(found.messages.length, 'message')}${found.next ? ' so far' : ''}`;
}

function Scope(props: { everywhere: boolean; onChoose: (everywhere: boolean) => void }) {
  return (
    <div class="flex gap-1" role="group" aria-label="Where to search">
      <For
        each={[
          { words: 'This conversation', value: false },
          { words: 'Everywhere', value: true },
        ]}
      >
        {(choice) => (
          <button
            type="button"
            class="scope"
            aria-pressed={props.everywhere === choice.value}
            onClick={() => props.onChoose(choice.value)}
          >
            {choice.words}
          </button>
        )}
      </For>
    </div>
  );
}
