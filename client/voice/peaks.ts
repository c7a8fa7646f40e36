import { VOICE_PEAKS } from '../../protocol/limits.ts';

/** Quieter than this the loudest part is a breath, and is not drawn as a shout. */
const FLOOR = 0.05;

/** A waveform: the loudest of each equal part of `levels` (0 to 1), as hundredths of the loudest of all. */
export function peaksOf(levels: readonly number[]): number[] {
  const loudest = levels.reduce((max, level) => Math.max(max, level), FLOOR);
  return Array.from({ length: VOICE_PEAKS }, (_, part) => {
    const from = Math.floor((part * levels.length) / VOICE_PEAKS);
    const to = Math.max(from + 1, Math.floor(((part + 1) * levels.length) / VOICE_PEAKS));
    const peak = levels.slice(from, to).reduce((max, level) => Math.max(max, level), 0);
    return Math.round((100 * peak) / loudest);
  });
}
