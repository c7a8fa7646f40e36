import MicOff from 'lucide-solid/icons/mic-off';
import { type JSX, Show } from 'solid-js';
import type { Rect } from './layout.ts';

const COMPACT_WIDTH = 200;

export function TileFrame(props: {
  name: string;
  caption: string;
  rect: Rect | undefined;
  muted: boolean;
  speaking: boolean;
  floating?: boolean;
  corner?: JSX.Element;
  children: JSX.Element;
}) {
  return (
    <div
      role="group"
      aria-label={props.name}
      class="tile"
      classList={{
        'tile-speaking': props.speaking,
        'tile-floating': props.floating,
        'tile-compact': (props.rect?.width ?? 0) < COMPACT_WIDTH,
      }}
      style={place(props.rect)}
    >
      {props.children}
      <div class="tile-caption">
        <Show when={props.muted}>
          <span role="img" aria-label="Muted" class="tile-muted">
            <MicOff size={14} aria-hidden="true" />
          </span>
        </Show>
        <span class="tile-name">{props.caption}</span>
      </div>
      <Show when={props.corner}>
        <div class="tile-corner">{props.corner}</div>
      </Show>
    </div>
  );
}

function place(rect: Rect | undefined): JSX.CSSProperties {
  if (!rect) return { visibility: 'hidden' };
  return {
    transform: `translate(${Math.round(rect.left)}px, ${Math.round(rect.top)}px)`,
    width: `${Math.round(rect.width)}px`,
    height: `${Math.round(rect.height)}px`,
  };
}
