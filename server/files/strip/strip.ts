import { stripJpeg } from './jpeg.ts';
import { stripPng } from './png.ts';
import { stripWebp } from './webp.ts';

type Bytes = Uint8Array<ArrayBuffer>;

/** Read whole into memory: a picture past this is none that a camera made. */
export const MAX_STRIPPED_BYTES = 100 * 1024 * 1024;

/** HEIC, AVIF, TIFF and GIF are kept as they come. */
const strippers: Readonly<Record<string, (bytes: Bytes) => Bytes>> = {
  'image/jpeg': stripJpeg,
  'image/png': stripPng,
  'image/apng': stripPng,
  'image/webp': stripWebp,
};

export function isStrippable(type: string): boolean {
  return type in strippers;
}

/**
 * The picture without what was written about it: place, time, device, texts, and what was hung on after its end. Its
 * pixels, colours and orientation stay as they are, bit by bit. Throws `StripError` where the file is not of its form.
 */
export function stripPicture(bytes: Bytes, type: string): Bytes {
  return strippers[type]?.(bytes) ?? bytes;
}
