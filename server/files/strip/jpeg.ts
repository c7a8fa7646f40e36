import { orientationOf, tiffSaying } from './exif.ts';
import { ascii, type Bytes, join, StripError, startsWith, take, viewOf } from './reader.ts';

const START = 0xffd8;
const END = 0xd9;
const SCAN = 0xda;
const APP0 = 0xe0;
const APP1 = 0xe1;
const APP2 = 0xe2;
const APP14 = 0xee;
const APP15 = 0xef;
const COMMENT = 0xfe;
const EXIF = 'Exif\0\0';

interface Segment {
  readonly marker: number;
  /** With its marker, and after the start of a scan with the scan itself. */
  readonly whole: Bytes;
  readonly content: Bytes;
}

/** Of the application segments those stay that say how the colours are meant: JFIF, ICC profile, Adobe. */
export function stripJpeg(bytes: Bytes): Bytes {
  if (bytes.length < 4 || viewOf(bytes).getUint16(0) !== START) throw new StripError('This is no JPEG.');
  const segments = readSegments(bytes);
  const exif = segments.find(({ marker, content }) => marker === APP1 && startsWith(content, EXIF));
  const tiff = exif ? tiffSaying(orientationOf(exif.content.subarray(EXIF.length))) : null;
  const kept = segments.filter(isKept).map(({ whole }) => whole);
  const jfif = segments[0]?.marker === APP0 ? 1 : 0;
  const parts = tiff ? kept.toSpliced(jfif, 0, exifSegment(tiff)) : kept;
  return join([bytes.subarray(0, 2), ...parts]);
}

function isKept({ marker, content }: Segment): boolean {
  if (marker === COMMENT) return false;
  if (marker < APP0 || marker > APP15) return true;
  if (marker === APP2) return startsWith(content, 'ICC_PROFILE\0');
  if (marker === APP14) return startsWith(content, 'Adobe');
  return marker === APP0 && startsWith(content, 'JFIF\0');
}

/** Up to the end of the picture: what is hung on after it (a film, a second picture) is not read. */
function readSegments(bytes: Bytes): Segment[] {
  const segments: Segment[] = [];
  let at = 2;
  for (;;) {
    const marker = markerAt(bytes, at);
    // Any number of fill bytes may stand before a marker.
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    if (marker === END) {
      segments.push({ marker, whole: take(bytes, at, 2), content: take(bytes, at, 0) });
      return segments;
    }
    const length = viewOf(take(bytes, at + 2, 2)).getUint16(0);
    if (length < 2) throw new StripError('A part of the JPEG has no length.');
    const end = marker === SCAN ? endOfScan(bytes, at + 2 + length) : at + 2 + length;
    const whole = take(bytes, at, end - at);
    segments.push({ marker, whole, content: take(bytes, at + 4, length - 2) });
    at = end;
  }
}

function markerAt(bytes: Bytes, at: number): number {
  const [first, marker] = take(bytes, at, 2);
  if (first !== 0xff || marker === undefined || marker === 0) throw new StripError('The JPEG is broken.');
  return marker;
}

/** In a scan 0xff is followed by 0 or by a restart marker; anything else ends it. */
function endOfScan(bytes: Bytes, from: number): number {
  for (let at = bytes.indexOf(0xff, from); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    const next = bytes[at + 1] ?? END;
    if (next !== 0 && next !== 0xff && (next < 0xd0 || next > 0xd7)) return at;
  }
  throw new StripError('The JPEG has no end.');
}

function exifSegment(tiff: Bytes): Bytes {
  const content = join([ascii(EXIF), tiff]);
  const head = new Uint8Array(4);
  viewOf(head).setUint16(0, 0xff00 + APP1);
  viewOf(head).setUint16(2, content.length + 2);
  return join([head, content]);
}
