import { orientationOf, tiffSaying } from './exif.ts';
import { ascii, type Bytes, join, StripError, take, viewOf } from './reader.ts';

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
/** What makes the picture: pixels, colours, resolution, animation. Texts, times and chunks of programs are none of it. */
const KEPT = new Set(
  'IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB iCCP cICP mDCV cLLI sBIT bKGD hIST pHYs sPLT acTL fcTL fdAT'.split(
    ' ',
  ),
);

export function stripPng(bytes: Bytes): Bytes {
  if (!SIGNATURE.every((byte, at) => bytes[at] === byte)) throw new StripError('This is no PNG.');
  const parts: Bytes[] = [bytes.subarray(0, SIGNATURE.length)];
  let at = SIGNATURE.length;
  for (;;) {
    const length = viewOf(take(bytes, at, 4)).getUint32(0);
    const type = String.fromCharCode(...take(bytes, at + 4, 4));
    const chunk = take(bytes, at, length + 12);
    if (KEPT.has(type)) parts.push(chunk);
    if (type === 'eXIf') {
      const tiff = tiffSaying(orientationOf(chunk.subarray(8, 8 + length)));
      if (tiff) parts.push(chunkOf(type, tiff));
    }
    at += chunk.length;
    if (type === 'IEND') return join(parts);
  }
}

function chunkOf(type: string, content: Bytes): Bytes {
  const named = join([ascii(type), content]);
  const chunk = new Uint8Array(named.length + 8);
  chunk.set(named, 4);
  viewOf(chunk).setUint32(0, content.length);
  viewOf(chunk).setUint32(named.length + 4, Bun.hash.crc32(named));
  return chunk;
}
