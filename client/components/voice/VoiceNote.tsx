import './voice.css';
import Pause from 'lucide-solid/icons/pause';
import Play from 'lucide-solid/icons/play';
import { onCleanup, onMount, Show } from 'solid-js';
import type { FileInfo, Voice } from '../../../protocol/chat.ts';
import { useStores } from '../../stores/context.tsx';
import { durationWords } from './durations.ts';
import { Waveform } from './Waveform.tsx';

/** A voice message in the timeline. */
export function VoiceNote(props: { file: FileInfo; voice: Voice }) {
  return (
    <VoicePlayer
      id={props.file.id}
      src={`/files/${props.file.id}`}
      voice={props.voice}
      label={`Voice message, ${durationWords(props.voice.durationMs)}`}
    />
  );
}

interface VoicePlayerProps {
  id: string;
  src: string;
  voice: Voice;
  label: string;
}

export function VoicePlayer(props: VoicePlayerProps) {
  const { voice: heard } = useStores();
  const track = () => ({ id: props.id, src: props.src, durationMs: props.voice.durationMs });
  const now = () => heard.of(props.id);
  const isPlaying = () => now().state === 'playing';
  const shownMs = () => (now().state === 'idle' ? props.voice.durationMs : now().positionMs);
  let element!: HTMLDivElement;
  onMount(() => onCleanup(heard.show(track(), element)));
  return (
    <div ref={element} class="voice-note" role="group" aria-label={props.label} data-voice={props.id}>
      <button
        type="button"
        class="voice-play"
        aria-label={isPlaying() ? 'Pause' : 'Play'}
        onClick={() => (isPlaying() ? heard.pause() : heard.play(track()))}
      >
        <Show when={isPlaying()} fallback={<Play size={17} />}>
          <Pause size={17} />
        </Show>
      </button>
      <Show
        when={now().state !== 'failed'}
        fallback={<span class="flex-1 text-13 text-danger-text">This cannot be played at the moment.</span>}
      >
        <Waveform
          peaks={props.voice.peaks}
          durationMs={props.voice.durationMs}
          positionMs={now().positionMs}
          label="Position"
          onSeek={(ms) => heard.seek(track(), ms)}
        />
      </Show>
      <span class="figures w-9 flex-none text-right text-12 text-muted">{durationWords(shownMs())}</span>
      <button
        type="button"
        class="voice-rate figures"
        aria-label={`Speed ${heard.rate()}`}
        onClick={() => heard.nextRate()}
      >
        {heard.rate()}×
      </button>
    </div>
  );
}
