import './voice.css';
import ArrowUp from 'lucide-solid/icons/arrow-up';
import Mic from 'lucide-solid/icons/mic';
import Pause from 'lucide-solid/icons/pause';
import Square from 'lucide-solid/icons/square';
import Trash from 'lucide-solid/icons/trash';
import X from 'lucide-solid/icons/x';
import { createEffect, createMemo, For, Match, onCleanup, onMount, Show, Switch } from 'solid-js';
import type { DraftPlace } from '../../drafts/draft-copy.ts';
import { createVoiceRecording } from '../../stores/voice-recording.ts';
import { useStores } from '../../stores/context.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { durationWords } from './durations.ts';
import { VoicePlayer } from './VoiceNote.tsx';

/** As many as a wide window has room for. */
const SHOWN_LEVELS = 140;

interface VoiceBarProps {
  place: DraftPlace;
  /** The finger that began it is still down: where it lifts, the recording ends. */
  held: () => boolean;
  onClose: () => void;
}

/** In the composer's place while something is recorded: the recording, then what was recorded, then on its way. */
export function VoiceBar(props: VoiceBarProps) {
  const { uploads } = useStores();
  const take = createVoiceRecording();
  const made = createMemo(() => {
    const recording = take.recording();
    return recording.state === 'recorded' ? recording.file : null;
  });
  const send = async () => {
    await take.finish();
    const file = made();
    if (!file) return;
    uploads.post({ ...props.place }, file);
    props.onClose();
  };
  createRelease(props, () => void take.finish());
  createEffect(() => take.recording().state === 'empty' && props.onClose());
  let bar!: HTMLDivElement;
  onMount(() => bar.focus({ preventScroll: true }));
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions, jsx-a11y/no-noninteractive-tabindex -- Escape and Enter hold for all that is in it
    <div
      ref={bar}
      class="voice-bar"
      role="group"
      tabindex="-1"
      aria-label="Voice message"
      data-state={take.recording().state}
      onKeyDown={(event) => {
        if (event.key === 'Escape') props.onClose();
        else if (event.key === 'Enter' && event.target === bar) void send();
        else return;
        event.preventDefault();
      }}
    >
      <IconButton
        label={made() ? 'Discard the recording' : 'Cancel the recording'}
        tip="top"
        onClick={() => props.onClose()}
      >
        <Show when={made()} fallback={<X size={18} />}>
          <Trash size={18} />
        </Show>
      </IconButton>
      <Stage take={take} onAgain={() => props.onClose()} />
      <Show when={take.recording().state !== 'refused'}>
        <button
          type="button"
          class="send-button"
          data-ready="true"
          aria-label="Send the voice message"
          onClick={send}
        >
          <ArrowUp size={18} stroke-width={2.25} />
        </button>
      </Show>
    </div>
  );
}

type Take = ReturnType<typeof createVoiceRecording>;

function Stage(props: { take: Take; onAgain: () => void }) {
  const recording = () => props.take.recording();
  const made = createMemo(() => {
    const now = recording();
    return now.state === 'recorded' ? now.file : null;
  });
  const refused = createMemo(() => {
    const now = recording();
    return now.state === 'refused' ? now.problem : null;
  });
  return (
    <Switch fallback={<Running take={props.take} />}>
      <Match when={refused()}>
        {(problem) => (
          <p role="alert" class="flex-1 px-1 text-13">
            {PROBLEMS[problem()]}
          </p>
        )}
      </Match>
      <Match when={made()}>{(file) => <Preview file={file()} />}</Match>
    </Switch>
  );
}

const PROBLEMS = {
  insecure: 'Recording needs a secure address, one that begins with https.',
  denied:
    'Parley may not use the microphone. Allow it in your browser’s settings for this page, then try again.',
  missing: 'There is no microphone on this device.',
  busy: 'The microphone is in use by another program.',
  failed: 'The recording failed. Try again.',
} as const;

function Running(props: { take: Take }) {
  const state = () => props.take.recording().state;
  return (
    <>
      <span class="voice-dot" />
      <span class="figures w-10 flex-none text-13" role="timer" aria-label="Recorded">
        {durationWords(Math.floor(props.take.elapsedMs() / 1_000) * 1_000)}
      </span>
      <span class="sr-only" role="status">
        {SPOKEN[state()]}
      </span>
      <div class="voice-meter" aria-hidden="true">
        <For each={props.take.levels().slice(-SHOWN_LEVELS)}>
          {(level) => <i style={{ height: `${Math.max(8, Math.min(1, level * 1.2) * 100)}%` }} />}
        </For>
      </div>
      <Show
        when={state() === 'paused'}
        fallback={
          <IconButton label="Pause the recording" tip="top" onClick={() => props.take.pause()}>
            <Pause size={18} />
          </IconButton>
        }
      >
        <IconButton label="Go on recording" tip="top" onClick={() => props.take.resume()}>
          <Mic size={18} />
        </IconButton>
      </Show>
      <IconButton label="Stop and listen" tip="top" onClick={() => void props.take.finish()}>
        <Square size={16} />
      </IconButton>
    </>
  );
}

const SPOKEN: Partial<Record<string, string>> = {
  asking: 'Waiting for the microphone',
  recording: 'Recording',
  paused: 'Paused',
};

function Preview(props: {
  file: NonNullable<Extract<ReturnType<Take['recording']>, { state: 'recorded' }>['file']>;
}) {
  const src = createMemo<string>((before) => {
    if (before) URL.revokeObjectURL(before);
    return URL.createObjectURL(props.file);
  });
  onCleanup(() => URL.revokeObjectURL(src()));
  return <VoicePlayer id="recording" src={src()} voice={props.file.voice} label="Your recording" />;
}

function createRelease(props: VoiceBarProps, finish: () => void): void {
  const release = () => props.held() && finish();
  window.addEventListener('pointerup', release);
  window.addEventListener('pointercancel', release);
  onCleanup(() => {
    window.removeEventListener('pointerup', release);
    window.removeEventListener('pointercancel', release);
  });
}
