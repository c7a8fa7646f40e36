import { createSignal, Show, untrack } from 'solid-js';
import type { PresenceState } from '../../protocol/presence.ts';
import { hueOf, initialsOf } from './tint.ts';

interface AvatarProps {
  id: string;
  name: string;
  fileId: string | null;
  size: 16 | 20 | 28 | 32 | 36 | 40 | 72 | 96;
  /** Shown as a dot; left out where presence says nothing. */
  presence?: PresenceState | undefined;
  square?: boolean;
}

/** A face, or a letter or two on a quiet tint that stays with the person. The name stands beside it, so it is silent. */
export function Avatar(props: AvatarProps) {
  const [broken, setBroken] = createSignal<string | null>(null);
  // Rows of messages show many at once: what they do not ask for nothing waits for.
  const { size, tellsPresence } = untrack(() => ({ size: props.size, tellsPresence: 'presence' in props }));
  return (
    <span class="avatar" data-size={size} aria-hidden="true">
      {props.fileId === null || props.fileId === broken() ? (
        <span
          class="avatar-letters tinted"
          data-square={props.square}
          style={{ '--hue': hueOf(props.id) }}
          textContent={size < 24 ? initialsOf(props.name).slice(0, 1) : initialsOf(props.name)}
        />
      ) : (
        <img
          src={`/files/${props.fileId}?thumbnail`}
          alt=""
          class="avatar-picture"
          data-square={props.square}
          onError={() => setBroken(props.fileId)}
        />
      )}
      {tellsPresence ? (
        <Show when={props.presence && props.presence !== 'offline' ? props.presence : null}>
          {(state) => <PresenceDot state={state()} size={size} />}
        </Show>
      ) : null}
    </span>
  );
}

function PresenceDot(props: { state: PresenceState; size: number }) {
  const side = () => (props.size >= 72 ? 16 : props.size >= 32 ? 10 : 8);
  return (
    <span
      class={`presence-dot ${props.state === 'online' ? 'bg-live' : 'bg-warn'}`}
      style={{ width: `${side()}px`, height: `${side()}px` }}
    />
  );
}
