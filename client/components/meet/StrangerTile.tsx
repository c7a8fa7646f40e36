import MicOff from 'lucide-solid/icons/mic-off';
import { createEffect, Match, Show, Switch } from 'solid-js';
import type { RemoteParticipant } from '../../call/call-state.ts';
import { useStores } from '../../stores/context.tsx';
import { Button } from '../../ui/Button.tsx';
import { useAttempt } from '../call/attempt.ts';
import { pathWords } from '../call/call-words.ts';
import { createCarriers } from '../call/create-carriers.ts';
import { QualityMark } from '../call/QualityMark.tsx';
import { TileVideo } from '../call/TileVideo.tsx';
import { useMeet } from './context.tsx';

export function StrangerTile(props: { participant: RemoteParticipant | undefined }) {
  const { call } = useStores();
  const meet = useMeet();
  const meeting = () => {
    const state = meet.state();
    return state.state === 'meeting' ? state.meeting : null;
  };
  const streamOf = (source: 'camera' | 'microphone') =>
    props.participant?.streams.find((stream) => stream.source === source);
  const cameraOn = () => streamOf('camera')?.active === true;
  const carriers = createCarriers(() => streamOf('camera'));
  const blurred = () => {
    const reveal = meeting()?.reveal;
    return reveal ? !(reveal.mine && reveal.theirs) : false;
  };
  createEffect(() => {
    const id = streamOf('camera')?.id;
    if (id) call.setVisible(id, cameraOn() ? 'large' : 'hidden');
  });
  return (
    <div
      class="meet-tile"
      role="group"
      aria-label={meeting()?.partner.name ?? 'The other'}
      data-who="stranger"
    >
      <div class="meet-picture" data-blurred={blurred()}>
        <TileVideo carriers={carriers} participantId={props.participant?.id ?? ''} source="camera" />
      </div>
      <Switch>
        <Match when={!meeting()}>
          <p class="meet-empty">
            <span class="meet-search" aria-hidden="true" />
          </p>
        </Match>
        <Match when={!cameraOn()}>
          <p class="meet-empty">{props.participant ? 'Their camera is off.' : ''}</p>
        </Match>
      </Switch>
      <Show when={blurred() && cameraOn()}>
        <Reveal />
      </Show>
      <Show when={meeting()}>
        {(now) => (
          <Captions
            name={now().partner.name}
            participant={props.participant}
            isMuted={streamOf('microphone')?.active !== true}
          />
        )}
      </Show>
    </div>
  );
}

/** Who it is, whether they can be heard, and by which way they come. */
function Captions(props: { name: string; participant: RemoteParticipant | undefined; isMuted: boolean }) {
  return (
    <>
      <span class="meet-name">
        <Show when={props.participant && props.isMuted}>
          <span role="img" aria-label="Muted" class="flex">
            <MicOff size={14} aria-hidden="true" />
          </span>
        </Show>
        {props.name}
      </span>
      <Show when={props.participant}>
        {(participant) => (
          <span class="meet-way">
            {pathWords(participant().path)}
            <QualityMark quality={participant().quality} />
          </span>
        )}
      </Show>
    </>
  );
}

/** Both have to agree before either is seen. */
function Reveal() {
  const meet = useMeet();
  const attempt = useAttempt();
  const mine = () => {
    const state = meet.state();
    return state.state === 'meeting' && state.meeting.reveal?.mine === true;
  };
  return (
    <div class="meet-reveal">
      <Show
        when={mine()}
        fallback={<Button onClick={() => attempt(() => meet.reveal())}>Show pictures</Button>}
      >
        <p>You agreed. They have to agree too.</p>
      </Show>
    </div>
  );
}
