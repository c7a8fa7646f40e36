import { createEffect, Show } from 'solid-js';
import type { RemoteParticipant } from '../../call/call-state.ts';
import { useStores } from '../../stores/context.tsx';
import { CallAvatar } from './CallAvatar.tsx';
import { pathWords } from './call-words.ts';
import { createCarriers } from './create-carriers.ts';
import type { Rect } from './layout.ts';
import { QualityMark } from './QualityMark.tsx';
import { TileFrame } from './TileFrame.tsx';
import { TileVideo } from './TileVideo.tsx';
import { visibleSize } from './visible-size.ts';

export function PersonTile(props: {
  participant: RemoteParticipant;
  rect: Rect | undefined;
  speaking: boolean;
}) {
  const { people, call } = useStores();
  const name = () => people.user(props.participant.userId)?.name ?? 'Someone';
  const streamOf = (source: 'camera' | 'microphone') =>
    props.participant.streams.find((stream) => stream.source === source);
  const camera = () => streamOf('camera');
  const cameraOn = () => camera()?.active === true;
  const carriers = createCarriers(camera);

  createEffect(() => {
    const id = camera()?.id;
    // Before the stage was measured there is nothing to say: a video that is about to be shown would stop and start.
    if (id && (props.rect || !cameraOn())) {
      call.setVisible(id, visibleSize(cameraOn() ? props.rect : undefined));
    }
  });

  return (
    <TileFrame
      name={name()}
      caption={name()}
      rect={props.rect}
      muted={streamOf('microphone')?.active !== true}
      speaking={props.speaking}
      corner={<Way participant={props.participant} />}
    >
      <TileVideo carriers={carriers} participantId={props.participant.id} source="camera" />
      <Show when={!cameraOn() || !carriers.hasFrame()}>
        <CallAvatar userId={props.participant.userId} label={cameraOn() ? 'Connecting' : 'Camera off'} />
      </Show>
      <Show when={!props.participant.connected}>
        <p class="tile-note">Connection lost. The place is held.</p>
      </Show>
    </TileFrame>
  );
}

function Way(props: { participant: RemoteParticipant }) {
  return (
    <>
      <span class="tile-path" data-path={props.participant.path}>
        {pathWords(props.participant.path)}
      </span>
      <QualityMark quality={props.participant.quality} />
    </>
  );
}
