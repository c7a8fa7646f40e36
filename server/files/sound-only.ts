const SAMPLE_BYTES = 64 * 1024;

/**
 * Containers of films hold mere sounds, too, and recorders make such files. Where the sender says that it is a sound,
 * and the beginning names one and no picture, it is one.
 */
export async function soundIn(path: string, found: string, claimed: string): Promise<string> {
  if (!/^audio\//i.test(claimed.trim())) return found;
  const marks = CONTAINERS[found];
  if (!marks) return found;
  // One letter for each byte: TextDecoder has other letters for some.
  const sample = Buffer.from(await Bun.file(path).slice(0, SAMPLE_BYTES).bytes()).toString('latin1');
  return marks.sound.test(sample) && !marks.picture.test(sample) ? marks.type : found;
}

const MP4 = { sound: /hdlr.{8}soun/s, picture: /hdlr.{8}vide/s, type: 'audio/mp4' };
const CONTAINERS: Readonly<Record<string, typeof MP4>> = {
  // Names of codecs, each behind the length of the name.
  'video/webm': { sound: /\x86.A_[A-Z]/s, picture: /\x86.V_[A-Z]/s, type: 'audio/webm' },
  'video/mp4': MP4,
  'video/quicktime': MP4,
};
