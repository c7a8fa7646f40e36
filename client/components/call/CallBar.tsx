import PhoneCall from 'lucide-solid/icons/phone-call';
import { createMemo, For, Show } from 'solid-js';
import { useStores } from '../../stores/context.tsx';
import { plural } from '../../ui/format.ts';
import { useAttempt } from './attempt.ts';
import { endedWords } from './call-words.ts';
import { setStageOpen } from './call-view.ts';
import { Elapsed } from './Elapsed.tsx';
import { conversationOf, useTitleOf } from './use-call-title.ts';
import '../../styles/call.css';

/** Over the list: the call in progress, and calls one could join. In a conversation: only those of its own to join. */
export function CallBar(props: { conversationId?: string }) {
  const { call } = useStores();
  const others = createMemo(() => {
    const state = call.state();
    const mine = state.phase === 'ringing' || state.phase === 'active' ? state.call.id : null;
    const ringsHere = new Set(call.incoming().map((incoming) => incoming.callId));
    return call
      .joinable()
      .filter((live) => live.id !== mine && !ringsHere.has(live.id))
      .filter((live) => props.conversationId === undefined || live.conversationId === props.conversationId)
      .map((live) => live.id);
  });
  return (
    <>
      <Show when={props.conversationId === undefined && call.state().phase !== 'idle'}>
        <CurrentCall />
      </Show>
      <For each={others()}>{(id) => <JoinBar callId={id} named={props.conversationId === undefined} />}</For>
    </>
  );
}

function CurrentCall() {
  const { call } = useStores();
  const titleOf = useTitleOf();
  const title = () => titleOf(conversationOf(call.state()));
  return (
    <button type="button" class="call-bar" onClick={() => setStageOpen(true)}>
      <PhoneCall size={16} aria-hidden="true" />
      <span class="sr-only">Return to the call with </span>
      <span class="call-bar-title">{title()}</span>
      <CurrentState title={title()} />
    </button>
  );
}

function CurrentState(props: { title: string }) {
  const { call } = useStores();
  const words = () => {
    const state = call.state();
    if (state.phase === 'starting') return 'Starting…';
    if (state.phase === 'ringing') return 'Ringing…';
    if (state.phase === 'ended') return endedWords(state.reason, props.title);
    return null;
  };
  const since = () => {
    const state = call.state();
    return state.phase === 'active' && state.call.state === 'active' ? state.call.answeredAt : null;
  };
  return (
    <Show when={words()} fallback={<Show when={since()}>{(at) => <Elapsed since={at()} />}</Show>}>
      {(said) => <span class="call-bar-state">{said()}</span>}
    </Show>
  );
}

export function JoinBar(props: { callId: string; named: boolean }) {
  const { call } = useStores();
  const attempt = useAttempt();
  const titleOf = useTitleOf();
  const live = () => call.joinable().find((candidate) => candidate.id === props.callId);
  return (
    <Show when={live()}>
      {(running) => (
        <div class="call-bar call-bar-join">
          <PhoneCall size={16} aria-hidden="true" />
          <span class="call-bar-title">
            {props.named ? titleOf(running().conversationId) : 'Call running'}
            <span class="call-bar-state"> · {plural(running().participants.length, 'person', 'people')}</span>
          </span>
          <button
            type="button"
            class="button"
            data-kind="plain"
            onClick={() => attempt(() => call.join(running().id, { video: running().video }))}
          >
            Join
          </button>
        </div>
      )}
    </Show>
  );
}
