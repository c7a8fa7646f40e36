import { createMemo, createSignal, Show } from 'solid-js';
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
  const picture = createMemo(() => (props.fileId !== broken() ? props.fileId : null));
  const corner = () => (props.square ? `${Math.round(props.size * 0.28)}px` : '50%');
  return (
    <span
      class="relative inline-block flex-none select-none"
      style={{ width: `${props.size}px`, height: `${props.size}px` }}
      aria-hidden="true"
    >
      <Show when={picture()} fallback={<Initials {...props} corner={corner()} />}>
        {(fileId) => (
          <img
            src={`/files/${fileId()}?thumbnail`}
            alt=""
            class="size-full object-cover"
            style={{ 'border-radius': corner() }}
            onError={() => setBroken(fileId())}
          />
        )}
      </Show>
      <Show when={props.presence && props.presence !== 'offline' ? props.presence : null}>
        {(state) => <PresenceDot state={state()} size={props.size} />}
      </Show>
    </span>
  );
}

function Initials(props: AvatarProps & { corner: string }) {
  return (
    <span
      class="tinted grid size-full place-items-center font-semibold tracking-tight"
      style={{
        '--hue': hueOf(props.id),
        'border-radius': props.corner,
        'font-size': `${Math.round(props.size * (props.size < 24 ? 0.5 : 0.38))}px`,
      }}
    >
      {props.size < 24 ? initialsOf(props.name).slice(0, 1) : initialsOf(props.name)}
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
