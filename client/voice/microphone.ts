import type { Microphone, RecordingProblem } from './recorder.ts';

/** Speech needs no more. */
const BITS_PER_SECOND = 32_000;
const TYPES = ['audio/webm;codecs=opus', 'audio/ogg;codecs=opus', 'audio/mp4;codecs=opus', 'audio/mp4'];
const ENDINGS: Readonly<Record<string, string>> = {
  'audio/webm': 'webm',
  'audio/ogg': 'ogg',
  'audio/mp4': 'm4a',
};

/** The browser's microphone, with a meter on it. */
export async function openMicrophone(): Promise<Microphone> {
  // On a page without TLS browsers have none.
  if (navigator.mediaDevices === undefined) throw new Error('insecure' satisfies RecordingProblem);
  const stream = await ask();
  try {
    return new StreamMicrophone(stream);
  } catch (error) {
    for (const track of stream.getTracks()) track.stop();
    throw error;
  }
}

export function nameOfRecording(type: string): string {
  const [plain = ''] = type.split(';');
  const [day = '', time = ''] = new Date(Date.now() - new Date().getTimezoneOffset() * 60_000)
    .toISOString()
    .split('T');
  return `Voice message ${day} ${time.slice(0, 5).replace(':', '.')}.${ENDINGS[plain] ?? 'webm'}`;
}

async function ask(): Promise<MediaStream> {
  const audio = { channelCount: 1, echoCancellation: true, noiseSuppression: true, autoGainControl: true };
  try {
    return await navigator.mediaDevices.getUserMedia({ audio });
  } catch (error) {
    const name = error instanceof DOMException ? error.name : '';
    throw new Error(BY_NAME[name] ?? 'failed', { cause: error });
  }
}

const BY_NAME: Readonly<Record<string, RecordingProblem>> = {
  NotAllowedError: 'denied',
  SecurityError: 'denied',
  NotFoundError: 'missing',
  OverconstrainedError: 'missing',
  NotReadableError: 'busy',
  AbortError: 'busy',
};

class StreamMicrophone implements Microphone {
  readonly #stream: MediaStream;
  readonly #recorder: MediaRecorder;
  readonly #context = new AudioContext();
  readonly #analyser: AnalyserNode;
  readonly #samples: Float32Array<ArrayBuffer>;
  readonly #parts: Blob[] = [];

  constructor(stream: MediaStream) {
    this.#stream = stream;
    const mimeType = TYPES.find((type) => MediaRecorder.isTypeSupported(type));
    const options = { audioBitsPerSecond: BITS_PER_SECOND };
    this.#recorder = new MediaRecorder(stream, mimeType === undefined ? options : { ...options, mimeType });
    this.#recorder.addEventListener('dataavailable', ({ data }) => this.#parts.push(data));
    this.#analyser = this.#context.createAnalyser();
    this.#context.createMediaStreamSource(stream).connect(this.#analyser);
    this.#samples = new Float32Array(this.#analyser.fftSize);
  }

  level(): number {
    this.#analyser.getFloatTimeDomainData(this.#samples);
    const power = this.#samples.reduce((sum, sample) => sum + sample * sample, 0) / this.#samples.length;
    // Loudness as ears have it lies nearer to the root.
    return Math.min(1, Math.sqrt(Math.sqrt(power)));
  }

  start(onProblem: () => void): void {
    this.#recorder.addEventListener('error', onProblem);
    for (const track of this.#stream.getAudioTracks()) track.addEventListener('ended', onProblem);
    this.#recorder.start();
  }

  pause(): void {
    this.#recorder.pause();
  }

  resume(): void {
    this.#recorder.resume();
  }

  stop(): Promise<Blob> {
    return new Promise((resolve) => {
      const [type = ''] = this.#recorder.mimeType.split(';');
      this.#recorder.addEventListener('stop', () => resolve(new Blob(this.#parts, { type })), { once: true });
      this.#recorder.stop();
    });
  }

  close(): void {
    if (this.#recorder.state !== 'inactive') this.#recorder.stop();
    for (const track of this.#stream.getTracks()) track.stop();
    if (this.#context.state !== 'closed') void this.#context.close();
  }
}
