import * as v from 'valibot';
import { invalid } from '../../protocol/errors.ts';
import { type Voice, voiceSchema } from '../../protocol/message.ts';

/** As the recorder's page wrote it beside its upload; null: no recording. */
export function readVoice(written: string | null | undefined): Voice | null {
  if (written === null || written === undefined || written === '') return null;
  const result = v.safeParse(voiceSchema, fromJson(written));
  if (!result.success) throw invalid('This is no waveform of a recording.');
  return result.output;
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
