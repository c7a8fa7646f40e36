/** Decoding takes four bytes a pixel: past this an image has no preview. */
const MAX_PIXELS = 40_000_000;
const THUMBNAIL_PIXELS = 640;
const THUMBNAIL_QUALITY = 80;

export interface ImageFacts {
  /** As it is shown: the camera's orientation applied. */
  readonly width: number;
  readonly height: number;
  /** WebP without EXIF or anything else that the camera wrote. */
  readonly thumbnail: Uint8Array;
}

/** null: no image, one too large to decode, broken, or of a format that this machine does not decode. */
export async function describeImage(path: string, type: string): Promise<ImageFacts | null> {
  if (!type.startsWith('image/')) return null;
  try {
    const { width, height } = await open(path).metadata();
    const thumbnail = await open(path)
      .resize(THUMBNAIL_PIXELS, THUMBNAIL_PIXELS, { fit: 'inside', withoutEnlargement: true })
      .webp({ quality: THUMBNAIL_QUALITY })
      .bytes();
    return { width, height, thumbnail };
  } catch (error) {
    if (isOfImage(error)) return null;
    throw error;
  }
}

function open(path: string): Bun.Image {
  return new Bun.Image(path, { maxPixels: MAX_PIXELS });
}

function isOfImage(error: unknown): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    typeof error.code === 'string' &&
    error.code.startsWith('ERR_IMAGE_')
  );
}
