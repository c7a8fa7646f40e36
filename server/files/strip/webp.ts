import { orientationOf, tiffSaying } from './exif.ts';
import { ascii, type Bytes, join, StripError, startsWith, take, viewOf } from './reader.ts';

const HEAD_BYTES = 12;
const KEPT = new Set(['VP8 ', 'VP8L', 'VP8X', 'ALPH', 'ANIM', 'ANMF', 'ICCP']);
/** In the first byte of VP8X. */
const HAS_EXIF = 0x08;
const HAS_XMP = 0x04;

export function stripWebp(bytes: Bytes): Bytes {
  if (!startsWith(bytes, 'RIFF') || !startsWith(bytes.subarray(8), 'WEBP'))
    throw new StripError('This is no WebP.');
  const end = 8 + viewOf(bytes).getUint32(4, true);
  const parts: Bytes[] = [];
  let exif: Bytes | null = null;
  for (let at = HEAD_BYTES; at + 8 <= end; ) {
    const type = String.fromCharCode(...take(bytes, at, 4));
    const length = viewOf(take(bytes, at + 4, 4)).getUint32(0, true);
    const content = take(bytes, at + 8, length);
    if (type === 'EXIF') exif ??= tiffSaying(orientationOf(withoutPrefix(content)));
    else if (KEPT.has(type)) parts.push(chunkOf(type, content));
    at += 8 + length + (length % 2);
  }
  if (exif) parts.push(chunkOf('EXIF', exif));
  setFlags(parts[0], exif !== null);
  return fileOf(parts);
}

/** Some programs write the name of JPEG's segment before it. */
function withoutPrefix(content: Bytes): Bytes {
  return startsWith(content, 'Exif\0\0') ? content.subarray(6) : content;
}

function setFlags(first: Bytes | undefined, hasExif: boolean): void {
  if (!first || !startsWith(first, 'VP8X') || first.length < 9) return;
  const flags = (first[8] ?? 0) & ~HAS_EXIF & ~HAS_XMP;
  first[8] = hasExif ? flags | HAS_EXIF : flags;
}

function chunkOf(type: string, content: Bytes): Bytes {
  const chunk = new Uint8Array(8 + content.length + (content.length % 2));
  chunk.set(ascii(type));
  viewOf(chunk).setUint32(4, content.length, true);
  chunk.set(content, 8);
  return chunk;
}

function fileOf(chunks: readonly Bytes[]): Bytes {
  const body = join([ascii('WEBP'), ...chunks]);
  const head = new Uint8Array(8);
  head.set(ascii('RIFF'));
  viewOf(head).setUint32(4, body.length, true);
  return join([head, body]);
}
