type Bytes = Uint8Array<ArrayBuffer>;

/** What a camera notes and nobody means to send: the place, as degrees, minutes and hundredths of seconds. */
export const LATITUDE: readonly number[] = [52, 31, 1234];
export const DEVICE = 'Watercooler Cam 7';
export const TURNED = 6;

/** A picture as a phone makes it: lying on its side, with place and device in its EXIF, and a film hung on. */
export async function photo({ width = 1000, height = 500 } = {}): Promise<Bytes> {
  const jpeg = Buffer.from(await new Bun.Image(bitmap(width, height)).jpeg().bytes());
  const parts = [
    jpeg.subarray(0, 2),
    segment(0xe1, Buffer.concat([Buffer.from('Exif\0\0'), tiff()])),
    segment(0xe1, Buffer.from(`http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>${DEVICE}</x:xmpmeta>`)),
    segment(0xed, Buffer.from(`Photoshop 3.0\0${DEVICE}`)),
    segment(0xfe, Buffer.from(DEVICE)),
    jpeg.subarray(2),
    Buffer.from(`a film of ${DEVICE}`),
  ];
  return new Uint8Array(Buffer.concat(parts));
}

export async function png(): Promise<Bytes> {
  const plain = Buffer.from(await new Bun.Image(bitmap(40, 20)).png().bytes());
  const header = 8 + 25;
  const parts = [
    plain.subarray(0, header),
    pngChunk('eXIf', tiff()),
    pngChunk('tEXt', Buffer.from(`Comment\0${DEVICE}`)),
    pngChunk('iTXt', Buffer.from(`XML:com.adobe.xmp\0\0\0\0\0${DEVICE}`)),
    plain.subarray(header),
    Buffer.from(DEVICE),
  ];
  return new Uint8Array(Buffer.concat(parts));
}

export async function webp(): Promise<Bytes> {
  const plain = Buffer.from(await new Bun.Image(bitmap(40, 20)).webp({ quality: 80 }).bytes());
  const canvas = Buffer.alloc(10);
  canvas[0] = 0x08 | 0x04;
  canvas.writeUIntLE(39, 4, 3);
  canvas.writeUIntLE(19, 7, 3);
  const body = Buffer.concat([
    Buffer.from('WEBP'),
    riffChunk('VP8X', canvas),
    plain.subarray(12),
    riffChunk('EXIF', tiff()),
    riffChunk('XMP ', Buffer.from(`<x:xmpmeta>${DEVICE}</x:xmpmeta>`)),
  ]);
  const head = Buffer.from('RIFF\0\0\0\0');
  head.writeUInt32LE(body.length, 4);
  return new Uint8Array(Buffer.concat([head, body]));
}

/** Whether anything is left of what the camera noted. */
export function tells(bytes: Uint8Array): boolean {
  const found = Buffer.from(bytes);
  return found.includes(DEVICE) || found.includes(rationals());
}

/** Orientation, device and a directory with the latitude, as EXIF has them. */
function tiff(): Buffer {
  const device = Buffer.from(`${DEVICE}\0`);
  const [first, gps, text, place] = [8, 50, 68, 68 + device.length];
  const block = Buffer.alloc(place + 24);
  block.writeUInt32BE(0x4d4d002a, 0);
  block.writeUInt32BE(first, 4);
  block.writeUInt16BE(3, first);
  entry(block, first + 2, { tag: 0x0110, type: 2, count: device.length, value: text });
  entry(block, first + 14, { tag: 0x0112, type: 3, count: 1, value: TURNED << 16 });
  entry(block, first + 26, { tag: 0x8825, type: 4, count: 1, value: gps });
  block.writeUInt16BE(1, gps);
  entry(block, gps + 2, { tag: 2, type: 5, count: 3, value: place });
  device.copy(block, text);
  rationals().copy(block, place);
  return block;
}

interface Entry {
  readonly tag: number;
  readonly type: number;
  readonly count: number;
  readonly value: number;
}

function entry(block: Buffer, at: number, { tag, type, count, value }: Entry): void {
  block.writeUInt16BE(tag, at);
  block.writeUInt16BE(type, at + 2);
  block.writeUInt32BE(count, at + 4);
  block.writeUInt32BE(value, at + 8);
}

function rationals(): Buffer {
  const bytes = Buffer.alloc(24);
  LATITUDE.forEach((value, index) => {
    bytes.writeUInt32BE(value, index * 8);
    bytes.writeUInt32BE(index === 2 ? 100 : 1, index * 8 + 4);
  });
  return bytes;
}

function segment(marker: number, content: Buffer): Buffer {
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(content.length + 2, 2);
  return Buffer.concat([head, content]);
}

function pngChunk(type: string, content: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type), content]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(content.length);
  sum.writeUInt32BE(Bun.hash.crc32(named));
  return Buffer.concat([length, named, sum]);
}

function riffChunk(type: string, content: Buffer): Buffer {
  const head = Buffer.from(`${type}\0\0\0\0`);
  head.writeUInt32LE(content.length, 4);
  return Buffer.concat([head, content, Buffer.alloc(content.length % 2)]);
}

/** A gradient: what is turned or shifted is another picture. */
function bitmap(width: number, height: number): Buffer {
  const row = Math.ceil((width * 3) / 4) * 4;
  const bytes = Buffer.alloc(54 + row * height);
  for (let at = 54; at < bytes.length; at += 1)
    bytes[at] = (((at - 54) % row) % 251) ^ (Math.floor(at / row) % 97);
  bytes.write('BM');
  bytes.writeUInt32LE(bytes.length, 2);
  bytes.writeUInt32LE(54, 10);
  bytes.writeUInt32LE(40, 14);
  bytes.writeInt32LE(width, 18);
  bytes.writeInt32LE(height, 22);
  bytes.writeUInt16LE(1, 26);
  bytes.writeUInt16LE(24, 28);
  return bytes;
}
