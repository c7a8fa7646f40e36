import { fileTypeFromBuffer } from 'file-type';

const MAX_PIXELS = 25_000_000;
const SIDE = 480;
/** Smaller ones count visits, or are no picture of anything. */
const SMALLEST_SIDE = 32;
const QUALITY = 78;
const TYPE = /^image\/(png|jpeg|gif|webp|avif|bmp)$/;

export interface Picture {
  readonly width: number;
  readonly height: number;
  /** WebP, made here: nothing that the site wrote is passed on. */
  readonly bytes: Uint8Array;
}

/** null: by its content no picture, too large to decode, broken, or too small to show. */
export async function makePicture(body: Uint8Array): Promise<Picture | null> {
  const type = await fileTypeFromBuffer(body);
  if (!type || !TYPE.test(type.mime)) return null;
  try {
    const open = () => new Bun.Image(body, { maxPixels: MAX_PIXELS });
    const { width, height } = await open().metadata();
    if (Math.min(width, height) < SMALLEST_SIDE) return null;
    const bytes = await open()
      .resize(SIDE, SIDE, { fit: 'inside', withoutEnlargement: true })
      .webp({ quality: QUALITY })
      .bytes();
    const small = await new Bun.Image(bytes).metadata();
    return { width: small.width, height: small.height, bytes };
  } catch (error) {
    if (error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_IMAGE_')) return null;
    throw error;
  }
}
