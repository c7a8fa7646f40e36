import { fileTypeFromFile } from 'file-type';
import { ParleyError } from '../../protocol/errors.ts';
import { soundIn } from './sound-only.ts';

export const UNKNOWN_TYPE = 'application/octet-stream';
const TEXT_TYPE = 'text/plain';
const TEXT_NAME =
  /\.(txt|text|md|markdown|csv|tsv|log|json|ya?ml|toml|ini|ts|tsx|js|jsx|css|py|rs|go|java|c|h|cpp|sh|sql)$/i;
const TEXT_SAMPLE_BYTES = 64 * 1024;
/** A browser would run these: they are stored as bytes of no known kind. */
const ACTIVE = /^(text\/html|image\/svg\+xml|.*[/+]xml)$/;

/** What a claim is held to. A claim of another kind (archives, documents, code) is not checked. */
const families = {
  image: { claim: /^image\/(png|jpe?g|gif|webp|avif|bmp|heic|heif|tiff)$/, content: /^image\// },
  sound: {
    claim:
      /^(audio\/(mpeg|mp3|mp4|aac|ogg|opus|wav|x-wav|flac|webm|x-m4a)|video\/(mp4|webm|ogg|quicktime|x-matroska|mpeg|x-msvideo))$/,
    content: /^(audio|video)\/|^application\/(ogg|mp4)$/,
  },
  document: { claim: /^application\/pdf$/, content: /^application\/pdf$/ },
} as const;

/**
 * The media type by content. `claimed` is what the sender's browser said; the name says something too. Throws
 * `unsupported_type` where either says image, audio, video or PDF, and the content is none.
 */
export async function sniffType(path: string, name: string, claimed: string): Promise<string> {
  const found = (await fileTypeFromFile(path))?.mime ?? UNKNOWN_TYPE;
  for (const claim of [claimed, Bun.file(name).type]) {
    if (lies(claim, found)) {
      throw new ParleyError(
        'unsupported_type',
        'The content of this file is not what its name or type says.',
      );
    }
  }
  if (ACTIVE.test(found)) return UNKNOWN_TYPE;
  if (found !== UNKNOWN_TYPE) return await soundIn(path, found, claimed);
  return TEXT_NAME.test(name) && (await isText(path)) ? TEXT_TYPE : UNKNOWN_TYPE;
}

function lies(claim: string, found: string): boolean {
  const plain = claim.split(';')[0]?.trim().toLowerCase() ?? '';
  return Object.values(families).some((family) => family.claim.test(plain) && !family.content.test(found));
}

/** UTF-8 without control characters, as far as the first part tells. */
async function isText(path: string): Promise<boolean> {
  const sample = await Bun.file(path).slice(0, TEXT_SAMPLE_BYTES).bytes();
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(sample, { stream: true });
    return !sample.some(isControl);
  } catch {
    return false;
  }
}

/** Tabs, line ends and form feeds belong to text. */
function isControl(byte: number): boolean {
  return byte < 0x20 && !(byte >= 0x09 && byte <= 0x0d);
}
