import Phone from 'lucide-solid/icons/phone';
import PhoneOff from 'lucide-solid/icons/phone-off';
import Video from 'lucide-solid/icons/video';
import { createUniqueId, onMount, Show } from 'solid-js';
import type { IncomingCall } from '../../call/call-state.ts';
import { useStores } from '../../stores/context.tsx';
import { Avatar } from '../../ui/Avatar.tsx';
import { useAttempt } from './attempt.ts';
import { setStageOpen } from './call-view.ts';
import { ControlButton } from './ControlButton.tsx';

export function IncomingCallDialog(props: { incoming: IncomingCall }) {
  const { call, people } = useStores();
  const attempt = useAttempt();
  const id = createUniqueId();
  let dialog: HTMLDivElement | undefined;
  const user = () => people.user(props.incoming.from);
  const name = () => user()?.name ?? 'Someone';
  const accept = (video: boolean) => {
    setStageOpen(true);
    attempt(() => call.join(props.incoming.callId, { video }));
  };
  onMount(() => {
    if (!isWriting()) dialog?.focus({ preventScroll: true });
  });
  return (
    <div
      ref={dialog}
      role="alertdialog"
      class="incoming-call always-dark"
      tabindex="-1"
      aria-labelledby={`${id}-name`}
      aria-describedby={`${id}-kind`}
    >
      <Avatar id={props.incoming.from} name={name()} fileId={user()?.avatarFileId ?? null} size={72} />
      <div class="incoming-words" aria-live="assertive">
        <p id={`${id}-name`} class="incoming-name">
          {name()}
        </p>
        <p id={`${id}-kind`} class="incoming-kind">
          <Kind incoming={props.incoming} />
        </p>
      </div>
      <div class="incoming-actions">
        <ControlButton
          label="Decline"
          icon={<PhoneOff size={20} />}
          tone="danger"
          onPress={() => attempt(() => call.decline(props.incoming.callId))}
        />
        <ControlButton
          label="Accept with audio"
          icon={<Phone size={20} />}
          tone={props.incoming.video ? 'plain' : 'accept'}
          onPress={() => accept(false)}
        />
        <ControlButton
          label="Accept with video"
          icon={<Video size={20} />}
          tone={props.incoming.video ? 'accept' : 'plain'}
          onPress={() => accept(true)}
        />
      </div>
    </div>
  );
}

function Kind(props: { incoming: IncomingCall }) {
  const { call, conversations } = useStores();
  const group = () => {
    const conversation = conversations.get(props.incoming.conversationId);
    return conversation?.kind === 'group' ? conversations.title(conversation) : null;
  };
  const busy = () => call.state().phase === 'active' || call.state().phase === 'ringing';
  return (
    <>
      {props.incoming.video ? 'Video call' : 'Audio call'}
      <Show when={group()}>{(title) => <> in {title()}</>}</Show>
      <Show when={busy()}>. Accepting leaves your present call</Show>
    </>
  );
}

/** The focus of someone who writes stays where it is: the next Enter must not answer a call. */
function isWriting(): boolean {
  const focused = document.activeElement;
  return focused instanceof HTMLElement && (focused.isContentEditable || focused.matches('input, textarea'));
}
