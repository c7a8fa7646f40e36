import { MAX_VOICE_MS } from '../../protocol/limits.ts';
import type { Clock } from '../clock.ts';
import { Emitter } from '../emitter.ts';
import { peaksOf } from './peaks.ts';
import { VoiceFile } from './voice-file.ts';

/** How often the level is taken. */
const LEVEL_EVERY_MS = 50;
/** Shorter ones are a slip of the finger. */
const SHORTEST_MS = 500;
/** Kept from growing without end where the clock was set: the waveform has far fewer. */
const MOST_LEVELS = MAX_VOICE_MS / LEVEL_EVERY_MS;

export type RecordingProblem = 'insecure' | 'denied' | 'missing' | 'busy' | 'failed';
export type Recording =
  | { readonly state: 'asking' | 'recording' | 'paused' | 'finishing' }
  | { readonly state: 'recorded'; readonly file: VoiceFile }
  /** Nothing worth keeping was said. */
  | { readonly state: 'empty' }
  | { readonly state: 'refused'; readonly problem: RecordingProblem };

/** One microphone that is open; microphone.ts has the browser's. */
export interface Microphone {
  /** 0 to 1, now. */
  level(): number;
  start(onProblem: () => void): void;
  pause(): void;
  resume(): void;
  /** What was recorded. */
  stop(): Promise<Blob>;
  close(): void;
}

export interface RecorderDeps {
  /** Rejects with a `RecordingProblem` as its message. */
  readonly openMicrophone: () => Promise<Microphone>;
  readonly clock: Clock;
  /** Of this moment, for the file. */
  readonly nameOf: (type: string) => string;
}

/** One recording, from the question for the microphone to the file. Made for it, closed after it. */
export class Recorder {
  readonly #deps: RecorderDeps;
  readonly #changes = new Emitter<void>();
  readonly #levels: number[] = [];
  #recording: Recording = { state: 'asking' };
  #microphone: Microphone | null = null;
  #stopTimer: () => void = () => {};
  #isClosed = false;
  #elapsedMs = 0;
  #since = 0;

  constructor(deps: RecorderDeps) {
    this.#deps = deps;
  }

  get recording(): Recording {
    return this.#recording;
  }

  /** Without the pauses. */
  get elapsedMs(): number {
    const running = this.#recording.state === 'recording' ? this.#deps.clock.now() - this.#since : 0;
    return this.#elapsedMs + Math.max(0, running);
  }

  get levels(): readonly number[] {
    return this.#levels;
  }

  /** Also whenever a level was taken. */
  onChange(listener: () => void): () => void {
    return this.#changes.on(listener);
  }

  async start(): Promise<void> {
    try {
      const microphone = await this.#deps.openMicrophone();
      if (this.#isClosed) return microphone.close();
      this.#microphone = microphone;
      microphone.start(() => this.#refuse('failed'));
      this.#run();
    } catch (error) {
      this.#refuse(problemOf(error));
    }
  }

  pause(): void {
    if (this.#recording.state !== 'recording') return;
    this.#halt();
    this.#microphone?.pause();
    this.#become({ state: 'paused' });
  }

  resume(): void {
    if (this.#recording.state !== 'paused') return;
    this.#microphone?.resume();
    this.#run();
  }

  async finish(): Promise<void> {
    const { state } = this.#recording;
    const microphone = this.#microphone;
    if ((state !== 'recording' && state !== 'paused') || !microphone) return;
    this.#halt();
    this.#become({ state: 'finishing' });
    try {
      const sound = await microphone.stop();
      if (!this.#isClosed) this.#become(this.#made(sound));
    } catch {
      this.#refuse('failed');
    } finally {
      microphone.close();
    }
  }

  close(): void {
    this.#isClosed = true;
    this.#stopTimer();
    this.#microphone?.close();
    this.#microphone = null;
  }

  #made(sound: Blob): Recording {
    const durationMs = Math.min(Math.round(this.#elapsedMs), MAX_VOICE_MS);
    if (durationMs < SHORTEST_MS || sound.size === 0) return { state: 'empty' };
    const voice = { durationMs, peaks: peaksOf(this.#levels) };
    return { state: 'recorded', file: new VoiceFile(sound, this.#deps.nameOf(sound.type), voice) };
  }

  #run(): void {
    this.#since = this.#deps.clock.now();
    this.#become({ state: 'recording' });
    this.#tick();
  }

  #tick(): void {
    this.#stopTimer = this.#deps.clock.after(LEVEL_EVERY_MS, () => {
      if (this.#levels.length < MOST_LEVELS) this.#levels.push(this.#microphone?.level() ?? 0);
      if (this.elapsedMs >= MAX_VOICE_MS) return void this.finish();
      this.#tick();
      this.#changes.emit();
    });
  }

  #halt(): void {
    this.#elapsedMs = this.elapsedMs;
    this.#stopTimer();
  }

  #refuse(problem: RecordingProblem): void {
    if (this.#isClosed) return;
    this.#stopTimer();
    this.#microphone?.close();
    this.#microphone = null;
    this.#become({ state: 'refused', problem });
  }

  #become(recording: Recording): void {
    this.#recording = recording;
    this.#changes.emit();
  }
}

const PROBLEMS: readonly string[] = [
  'insecure',
  'denied',
  'missing',
  'busy',
  'failed',
] satisfies RecordingProblem[];

function problemOf(error: unknown): RecordingProblem {
  const message = error instanceof Error ? error.message : '';
  return PROBLEMS.includes(message) ? (message as RecordingProblem) : 'failed';
}
