import { createSignal, onCleanup, Show } from 'solid-js';
import { useStores } from '../../stores/context.tsx';
import { createNow } from '../../ui/now.ts';
import { useAttempt } from '../call/attempt.ts';
import { CallAudio } from '../call/CallAudio.tsx';
import { remotesOf } from '../call/tiles.ts';
import { useMeet } from './context.tsx';
import { MeetChat } from './MeetChat.tsx';
import { MeetControls } from './MeetControls.tsx';
import { MeetHeader } from './MeetHeader.tsx';
import { statusOf } from './meet-words.ts';
import { OwnTile } from './OwnTile.tsx';
import { StrangerTile } from './StrangerTile.tsx';
import { type MeetLayout, rememberedLayout, rememberLayout } from './meet-layout.ts';

/** Two tiles, what is going on between them, the texts, and Next. */
export function MeetStage(props: { onReport: () => void }) {
  const meet = useMeet();
  const { call, session } = useStores();
  const [layout, setLayout] = createSignal(rememberedLayout(localStorage));
  const now = createNow(500);
  const remote = () => remotesOf(call.state())[0];
  const connected = () =>
    remote()?.streams.some(({ carriers }) => carriers.some((carrier) => carrier.flowing)) ?? false;
  const status = () =>
    statusOf(meet.state(), {
      now: now(),
      connected: connected(),
      online: session.connection().state === 'open',
    });
  const choose = (next: MeetLayout) => {
    rememberLayout(localStorage, next);
    setLayout(next);
  };
  createMeetKeys();
  return (
    <section class="meet-stage always-dark" data-layout={layout()} aria-label="Meet">
      <CallAudio />
      <MeetHeader layout={layout()} onLayout={choose} now={now()} />
      <div class="meet-tiles">
        <StrangerTile participant={remote()} />
        <OwnTile />
      </div>
      <p class="meet-status" role="status" data-state={meet.state().state}>
        {status()}
      </p>
      <Show when={meet.state().state === 'meeting'}>
        <MeetChat />
      </Show>
      <MeetControls onReport={() => props.onReport()} />
    </section>
  );
}

/** N goes on, X stops, M and V mute and turn the camera off, while nothing is being written. */
function createMeetKeys(): void {
  const meet = useMeet();
  const attempt = useAttempt();
  const keys: Record<string, () => void> = {
    n: () => attempt(() => meet.next()),
    x: () => attempt(() => meet.stop()),
    m: () => meet.setMicrophone(!(meet.local()?.microphone.on ?? false)),
    v: () => meet.setCamera(!(meet.local()?.camera.on ?? false)),
  };
  const press = (event: KeyboardEvent) => {
    const act = keys[event.key.toLowerCase()];
    if (!act || event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
    const { target } = event;
    if (target instanceof HTMLElement && target.matches('input, textarea, select, dialog, dialog *')) return;
    event.preventDefault();
    act();
  };
  window.addEventListener('keydown', press);
  onCleanup(() => window.removeEventListener('keydown', press));
}
