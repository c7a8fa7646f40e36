import { createEffect, onCleanup, Show } from 'solid-js';
import type { RemoteParticipant, RemoteStream } from '../../call/call-state.ts';
import { useStores } from '../../stores/context.tsx';
import { createCarriers } from './create-carriers.ts';
import type { Rect } from './layout.ts';
import { TileFrame } from './TileFrame.tsx';
import { TileVideo } from './TileVideo.tsx';
import { visibleSize } from './visible-size.ts';

export function ScreenTile(props: {
  participant: RemoteParticipant;
  stream: RemoteStream;
  rect: Rect | undefined;
}) {
  const { people, call } = useStores();
  const name = () => `${people.user(props.participant.userId)?.name ?? 'Someone'}'s screen`;
  const carriers = createCarriers(() => props.stream);
  createEffect(() => {
    const id = props.stream.id;
    if (props.rect) call.setVisible(id, visibleSize(props.rect));
    onCleanup(() => call.setVisible(id, 'hidden'));
  });
  return (
    <TileFrame name={name()} caption={name()} rect={props.rect} muted={false} speaking={false}>
      <div class="tile-screen">
        <TileVideo carriers={carriers} participantId={props.participant.id} source="screen" />
      </div>
      <Show when={!carriers.hasFrame()}>
        <p class="tile-note">The screen is on its way.</p>
      </Show>
    </TileFrame>
  );
}
