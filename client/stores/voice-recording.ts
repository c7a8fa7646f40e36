import { createSignal, onCleanup } from 'solid-js';
import { systemClock } from '../clock.ts';
import { nameOfRecording, openMicrophone } from '../voice/microphone.ts';
import { Recorder } from '../voice/recorder.ts';

/** One recording as signals, from the first question to the file; it ends with its owner. */
export function createVoiceRecording() {
  const recorder = new Recorder({ openMicrophone, clock: systemClock, nameOf: nameOfRecording });
  const read = () => ({
    recording: recorder.recording,
    elapsedMs: recorder.elapsedMs,
    levels: recorder.levels,
  });
  const [now, setNow] = createSignal(read(), { equals: false });
  const stop = recorder.onChange(() => setNow(read()));
  onCleanup(() => {
    stop();
    recorder.close();
  });
  void recorder.start();
  return {
    recording: () => now().recording,
    elapsedMs: () => now().elapsedMs,
    levels: () => now().levels,
    pause: () => recorder.pause(),
    resume: () => recorder.resume(),
    finish: () => recorder.finish(),
  };
}
