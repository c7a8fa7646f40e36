import { GlobalWorkerOptions, getDocument, type PDFDocumentProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';

/** By name: tables of characters, fonts that PDFs may leave out, decoders. All from this server's own files. */
const files = {
  cMapUrl: urlsOf(
    import.meta.glob<string>('../../../node_modules/pdfjs-dist/cmaps/*.bcmap', {
      query: '?url',
      import: 'default',
      eager: true,
    }),
  ),
  standardFontDataUrl: urlsOf(
    import.meta.glob<string>('../../../node_modules/pdfjs-dist/standard_fonts/*.{pfb,ttf}', {
      query: '?url',
      import: 'default',
      eager: true,
    }),
  ),
  wasmUrl: urlsOf(
    import.meta.glob<string>('../../../node_modules/pdfjs-dist/wasm/{jbig2,openjpeg,qcms_bg}.wasm', {
      query: '?url',
      import: 'default',
      eager: true,
    }),
  ),
  worker: urlsOf(
    import.meta.glob<string>('../../../node_modules/pdfjs-dist/legacy/build/pdf.worker.min.mjs', {
      query: '?url',
      import: 'default',
      eager: true,
    }),
  ),
} as const;

function urlsOf(found: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  return new Map(Object.entries(found).map(([path, url]) => [path.split('/').at(-1) ?? '', url]));
}

class OwnFiles {
  async fetch({ kind, filename }: { kind: keyof typeof files; filename: string }): Promise<Uint8Array> {
    const url = files[kind].get(filename);
    if (url === undefined) throw new Error(`There is no ${filename}.`);
    const answer = await fetch(url);
    if (!answer.ok) throw new Error(`${filename} could not be loaded.`);
    return new Uint8Array(await answer.arrayBuffer());
  }
}

export interface OpenPdf {
  readonly document: PDFDocumentProxy;
  close(): void;
}

/**
 * Read in a worker and painted to canvases: nothing in the file is ever run, no form sent, no link followed. Its parts
 * are asked for by ranges as they are needed.
 */
export async function openPdf(url: string): Promise<OpenPdf> {
  GlobalWorkerOptions.workerSrc = files.worker.get('pdf.worker.min.mjs') ?? '';
  const loading = getDocument({
    url,
    BinaryDataFactory: OwnFiles,
    // Names without an address of their own: OwnFiles finds them.
    cMapUrl: '/',
    standardFontDataUrl: '/',
    wasmUrl: '/',
    cMapPacked: true,
    useWorkerFetch: false,
    disableAutoFetch: true,
    enableXfa: false,
  });
  const close = () => void loading.destroy();
  try {
    return { document: await loading.promise, close };
  } catch (error) {
    close();
    throw error;
  }
}
