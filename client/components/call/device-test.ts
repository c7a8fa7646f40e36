import type { DeviceChoice } from '../../call/call-state.ts';

export interface DeviceTest {
  readonly cameraTrack: MediaStreamTrack | null;
  /** 0 to 1, as loud as it is now. */
  level(): number;
  close(): void;
}

/** Opens the chosen microphone and camera for looking and listening only. Rejects where neither may be used. */
export async function makeDeviceTest(choice: DeviceChoice): Promise<DeviceTest> {
  const stream = await open(choice);
  const context = new AudioContext();
  const analyser = new AnalyserNode(context, { fftSize: 1024 });
  if (stream.getAudioTracks().length > 0) context.createMediaStreamSource(stream).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  return {
    cameraTrack: stream.getVideoTracks()[0] ?? null,
    level() {
      analyser.getFloatTimeDomainData(samples);
      const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
      return loudness(Math.sqrt(power));
    },
    close() {
      for (const track of stream.getTracks()) track.stop();
      if (context.state !== 'closed') void context.close();
    },
  };
}

async function open(choice: DeviceChoice): Promise<MediaStream> {
  const audio = choice.microphone ? { deviceId: { ideal: choice.microphone } } : true;
  const video = { width: { ideal: 640 }, ...(choice.camera ? { deviceId: { ideal: choice.camera } } : {}) };
  try {
    return await navigator.mediaDevices.getUserMedia({ audio, video });
  } catch {
    return await navigator.mediaDevices.getUserMedia({ audio });
  }
}

/** From 60 dB below full to full, as a part of one. */
function loudness(rms: number): number {
  if (rms === 0) return 0;
  return Math.min(1, Math.max(0, 1 + (20 * Math.log10(rms)) / 60));
}
