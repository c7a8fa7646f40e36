import { Emitter } from '../emitter.ts';

export const RATES = [1, 1.5, 2] as const;
export type Rate = (typeof RATES)[number];

/** Something to be heard: a message, or what is about to become one. */
export interface Track {
  readonly id: string;
  readonly src: string;
  /** As the recorder knew it: the files of some browsers do not say how long they are. */
  readonly durationMs: number;
}

export interface PlaybackDeps {
  readonly makeAudio: () => HTMLAudioElement;
  /** What comes after it, and is played when it is over. */
  readonly following: (id: string) => Track | null;
}

/** One sound at a time. Its element is made with the first. */
export class Playback {
  readonly #deps: PlaybackDeps;
  readonly #changes = new Emitter<void>();
  #audio: HTMLAudioElement | null = null;
  #track: Track | null = null;
  #rate: Rate = 1;
  #failed = false;

  constructor(deps: PlaybackDeps) {
    this.#deps = deps;
  }

  get track(): Track | null {
    return this.#track;
  }
  get isPlaying(): boolean {
    return this.#audio !== null && this.#track !== null && !this.#audio.paused;
  }
  get hasFailed(): boolean {
    return this.#failed;
  }
  get positionMs(): number {
    const ms = (this.#audio?.currentTime ?? 0) * 1_000;
    return Math.min(ms, this.#track?.durationMs ?? 0);
  }

  onChange(listener: () => void): () => void {
    return this.#changes.on(listener);
  }

  play(track: Track, fromMs?: number): void {
    const audio = this.#load(track);
    if (fromMs !== undefined) audio.currentTime = fromMs / 1_000;
    audio.playbackRate = this.#rate;
    // Another press may have overtaken it.
    audio.play().catch((error: unknown) => {
      if (!(error instanceof DOMException && error.name === 'AbortError')) this.#fail();
    });
    this.#changes.emit();
  }

  pause(): void {
    this.#audio?.pause();
  }

  /** Where it stands when it plays on, or goes on from here if it plays. */
  seek(track: Track, toMs: number): void {
    const ms = Math.max(0, Math.min(toMs, track.durationMs));
    this.#load(track).currentTime = ms / 1_000;
    this.#changes.emit();
  }

  setRate(rate: Rate): void {
    this.#rate = rate;
    if (this.#audio) this.#audio.playbackRate = rate;
    this.#changes.emit();
  }

  /** Whatever it was: it is no longer on the page. */
  stop(id: string): void {
    if (this.#track?.id !== id) return;
    this.#audio?.pause();
    this.#audio?.removeAttribute('src');
    this.#track = null;
    this.#changes.emit();
  }

  #load(track: Track): HTMLAudioElement {
    const audio = (this.#audio ??= this.#make());
    if (this.#track?.id === track.id && !this.#failed) return audio;
    this.#track = track;
    this.#failed = false;
    audio.src = track.src;
    return audio;
  }

  #make(): HTMLAudioElement {
    const audio = this.#deps.makeAudio();
    const tell = () => this.#changes.emit();
    for (const event of ['play', 'pause', 'seeked', 'timeupdate'] as const)
      audio.addEventListener(event, tell);
    audio.addEventListener('error', () => this.#track && this.#fail());
    audio.addEventListener('ended', () => this.#ended());
    return audio;
  }

  #ended(): void {
    const next = this.#track && this.#deps.following(this.#track.id);
    if (next) return this.play(next, 0);
    this.#track = null;
    this.#changes.emit();
  }

  #fail(): void {
    this.#failed = true;
    this.#changes.emit();
  }
}
