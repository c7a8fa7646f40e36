import type { ParticipantId } from '../../protocol/ids.ts';
import type { Clock } from '../clock.ts';

export interface Level {
  readonly participantId: ParticipantId;
  /** From 0, silence, to 1. */
  readonly level: number;
}

export interface SpeakerWatchOptions {
  readonly clock: Clock;
  /** null: somebody else tells who speaks; nothing is measured. */
  readonly levels: () => readonly Level[] | null;
  readonly onChange: () => void;
}

const LOOK_MS = 250;
/** About the level of a quiet voice; noise suppression leaves less of a room. */
const SPEECH = 0.015;
/** Pauses between words do not take the ring away. */
const HOLD_MS = 1_000;

/** Who speaks now, by how loud the others arrive here: what the SFU's observer tells where media travels through it. */
export class SpeakerWatch {
  readonly #options: SpeakerWatchOptions;
  #cancel: () => void;
  #speaker: ParticipantId | null = null;
  #heardAt = 0;

  constructor(options: SpeakerWatchOptions) {
    this.#options = options;
    this.#cancel = options.clock.after(LOOK_MS, () => this.#look());
  }

  get speaker(): ParticipantId | null {
    return this.#speaker;
  }

  /** The SFU said so. */
  tell(speaker: ParticipantId | null): void {
    if (speaker === this.#speaker) return;
    this.#speaker = speaker;
    this.#options.onChange();
  }

  close(): void {
    this.#cancel();
  }

  #look(): void {
    const { clock, levels } = this.#options;
    this.#cancel = clock.after(LOOK_MS, () => this.#look());
    const measured = levels();
    if (!measured) return;
    const heard = measured.filter(({ level }) => level >= SPEECH).toSorted((a, b) => b.level - a.level);
    const now = clock.now();
    const isHeld = heard.some(({ participantId }) => participantId === this.#speaker);
    if (isHeld) this.#heardAt = now;
    // The loudest takes over from one who fell silent, not from one who still speaks.
    if (isHeld || (this.#speaker !== null && now - this.#heardAt < HOLD_MS)) return;
    this.#heardAt = now;
    this.tell(heard[0]?.participantId ?? null);
  }
}
