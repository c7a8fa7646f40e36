import { createEffect, createMemo, For, on, onCleanup, onMount } from 'solid-js';
import type { StreamCarrier } from '../../call/call-state.ts';
import { useStores } from '../../stores/context.tsx';
import { chooseCarrier, sameKeys } from './carrier-choice.ts';
import { fadeTo } from './fade.ts';
import { remotesOf } from './tiles.ts';

interface Voice {
  readonly carrier: StreamCarrier;
  readonly participantId: string;
  readonly source: string;
  readonly front: boolean;
}

/** What one hears: an element for each audio carrier, wherever in the page one is. */
export function CallAudio() {
  const { call } = useStores();
  const voices = createMemo(() => new Map(voicesOf(call.state()).map((voice) => [voice.carrier.key, voice])));
  const keys = createMemo(() => [...voices().keys()], [], { equals: sameKeys });
  return (
    <div hidden>
      <For each={keys()}>{(key) => <VoiceElement voice={voices().get(key)} />}</For>
    </div>
  );
}

function voicesOf(state: Parameters<typeof remotesOf>[0]): Voice[] {
  return remotesOf(state).flatMap((remote) =>
    remote.streams
      .filter((stream) => stream.source === 'microphone' || stream.source === 'screenAudio')
      .flatMap(({ source, carriers }) => {
        const flowing = new Set(carriers.filter((carrier) => carrier.flowing).map((carrier) => carrier.key));
        const { shown } = chooseCarrier(
          carriers.map((carrier) => carrier.key),
          { seen: flowing, steady: flowing },
        );
        return carriers.map((carrier) => ({
          carrier,
          source,
          participantId: remote.id,
          front: carrier.key === shown,
        }));
      }),
  );
}

function VoiceElement(props: { voice: Voice | undefined }) {
  const { call } = useStores();
  let audio: HTMLAudioElement | undefined;
  onMount(() => {
    const track = props.voice?.carrier.track;
    if (!audio || !track) return;
    const element = audio;
    element.volume = props.voice?.front ? 1 : 0;
    element.srcObject = new MediaStream([track]);
    element.play().catch(() => undefined);
    createEffect(() => {
      element.setSinkId?.(call.choice().speaker ?? '').catch(() => undefined);
    });
    createEffect(
      on(
        () => props.voice?.front === true,
        (front) => onCleanup(fadeTo(element, front ? 1 : 0)),
        { defer: true },
      ),
    );
    onCleanup(() => {
      element.srcObject = null;
    });
  });
  return (
    <audio
      ref={audio}
      data-participant={props.voice?.participantId}
      data-source={props.voice?.source}
      data-link={props.voice?.carrier.link}
      data-front={props.voice?.front}
      autoplay
    />
  );
}
