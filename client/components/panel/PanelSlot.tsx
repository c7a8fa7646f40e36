import { useNavigate } from '@solidjs/router';
import { createSignal, lazy, Match, onCleanup, onMount, Show, Suspense, Switch } from 'solid-js';
import type { Conversation } from '../../../protocol/chat.ts';
import { BELOW_DESKTOP } from '../../ui/media.ts';
import type { Place } from '../conversations/place.ts';
import { useDesk } from '../message/desk.ts';
import { type Place as MessagePlace, replyPath } from '../threads/paths.ts';

const Details = lazy(async () => ({ default: (await import('../details/Details.tsx')).Details }));
const FilesPanel = lazy(async () => ({ default: (await import('../gallery/FilesPanel.tsx')).FilesPanel }));
const PinsPanel = lazy(async () => ({ default: (await import('./PinsPanel.tsx')).PinsPanel }));
const SearchPanel = lazy(async () => ({ default: (await import('./SearchPanel.tsx')).SearchPanel }));

const ThreadPanel = lazy(async () => ({ default: (await import('../threads/ThreadPanel.tsx')).ThreadPanel }));

interface PanelSlotProps {
  conversation: Conversation;
  place: Place;
}

export function PanelSlot(props: PanelSlotProps) {
  const navigate = useNavigate();
  const desk = useDesk();
  const path = () => `/c/${props.conversation.id}`;
  const close = () => navigate(path());
  const called = createSearchKey(
    () => props.place.panel === 'search',
    () => navigate(`${path()}?search`),
  );
  /** Where the panel lies over the conversation it makes way for what it led to. */
  const go = (message: MessagePlace) => {
    const kept = window.matchMedia(BELOW_DESKTOP).matches ? '' : `${props.place.panel}`;
    if (message.threadRootId !== null) navigate(replyPath(message));
    else if (message.conversationId !== props.conversation.id)
      navigate(`/c/${message.conversationId}?at=${message.number}${kept && `&${kept}`}`);
    else {
      if (kept === '') close();
      desk.jumpTo(message.number);
    }
  };
  return (
    <Suspense>
      <Switch>
        <Match when={props.place.panel === 'thread' && props.place.rootId}>
          {(rootId) => (
            <Show when={rootId()} keyed>
              {(id) => <ThreadPanel conversation={props.conversation} rootId={id} onClose={close} />}
            </Show>
          )}
        </Match>
        <Match when={props.place.panel === 'details'}>
          <Details conversation={props.conversation} onClose={close} />
        </Match>
        <Match when={props.place.panel === 'files'}>
          <FilesPanel conversation={props.conversation} onGo={go} onClose={close} />
        </Match>
        <Match when={props.place.panel === 'pins'}>
          <PinsPanel conversation={props.conversation} onGo={go} onClose={close} />
        </Match>
        <Match when={props.place.panel === 'search'}>
          <SearchPanel conversation={props.conversation} onGo={go} onClose={close} called={called()} />
        </Match>
      </Switch>
    </Suspense>
  );
}

/** Ctrl or Cmd and F searches here; in the search field itself the browser's own search is left to who wants it. */
function createSearchKey(isOpen: () => boolean, open: () => void) {
  const [called, setCalled] = createSignal(0);
  const listen = (event: KeyboardEvent) => {
    if (event.key.toLowerCase() !== 'f' || !(event.ctrlKey || event.metaKey)) return;
    if (event.shiftKey || event.altKey || document.querySelector('dialog[open]')) return;
    if ((document.activeElement?.closest('[role="search"]') ?? null) !== null) return;
    event.preventDefault();
    if (isOpen()) setCalled(called() + 1);
    else open();
  };
  onMount(() => window.addEventListener('keydown', listen));
  onCleanup(() => window.removeEventListener('keydown', listen));
  return called;
}
