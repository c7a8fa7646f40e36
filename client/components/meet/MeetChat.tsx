import SendHorizontal from 'lucide-solid/icons/send-horizontal';
import { createEffect, createSignal, For, on, Show } from 'solid-js';
import { MAX_MEET_TEXT_LENGTH } from '../../../protocol/limits.ts';
import { IconButton } from '../../ui/IconButton.tsx';
import { TypingDots } from '../../ui/TypingDots.tsx';
import { useMeet } from './context.tsx';

/** What the two write; it is gone with the meeting. */
export function MeetChat() {
  const meet = useMeet();
  let list!: HTMLDivElement;
  const count = () => meet.texts().length;
  createEffect(on(count, () => list.scrollTo({ top: list.scrollHeight })));
  const partner = () => {
    const state = meet.state();
    return state.state === 'meeting' ? state.meeting.partner.name : '';
  };
  const keepsText = () => {
    const state = meet.state();
    return state.state === 'meeting' && state.meeting.keepsText;
  };
  return (
    <section class="meet-chat" aria-label="Texts">
      <Show when={keepsText()}>
        <p class="meet-note">What you two write here is kept by the operator of this server.</p>
      </Show>
      <div ref={list} class="meet-texts quiet-scroll" role="log" aria-live="polite" aria-label="Texts">
        <For each={meet.texts()}>
          {(one) => (
            <p class="meet-text" data-mine={one.mine}>
              <span class="sr-only">{one.mine ? 'You' : partner()}: </span>
              {one.text}
              <Show when={one.state === 'failed'}>
                <span class="meet-failed"> Not sent.</span>
              </Show>
            </p>
          )}
        </For>
      </div>
      <p class="meet-typing" aria-live="polite">
        <Show when={meet.partnerTypes()}>
          {partner()} is writing <TypingDots />
        </Show>
      </p>
      <Writer partner={partner()} />
    </section>
  );
}

function Writer(props: { partner: string }) {
  const meet = useMeet();
  const [draft, setDraft] = createSignal('');
  const send = (event: Event) => {
    event.preventDefault();
    const text = draft().trim();
    if (text === '') return;
    setDraft('');
    meet.say(text);
  };
  return (
    <form class="meet-write" onSubmit={send}>
      <input
        class="field-input"
        aria-label={`Write to ${props.partner}`}
        placeholder={`Write to ${props.partner}`}
        maxLength={MAX_MEET_TEXT_LENGTH}
        autocomplete="off"
        value={draft()}
        onInput={(event) => {
          setDraft(event.currentTarget.value);
          meet.typed();
        }}
      />
      <IconButton type="submit" label="Send" tip="none" disabled={draft().trim() === ''}>
        <SendHorizontal size={18} />
      </IconButton>
    </form>
  );
}
