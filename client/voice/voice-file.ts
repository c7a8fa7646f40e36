import type { Voice } from '../../protocol/message.ts';

/** A recording of the composer: a file that knows what it sounds like. */
export class VoiceFile extends File {
  readonly voice: Voice;

  constructor(sound: Blob, name: string, voice: Voice) {
    super([sound], name, { type: sound.type });
    this.voice = voice;
  }
}
