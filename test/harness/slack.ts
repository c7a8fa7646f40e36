import { ZipFile } from 'yazl';
import type { ImportChoices, ImportInfo } from '../../protocol/imports.ts';
import type { SignedIn } from './client.ts';

const TUS = { 'tus-resumable': '1.0.0' };
const PATIENCE_MS = 60_000;

/** An archive of these files: text stands as it is, everything else as JSON. */
export async function zipOf(files: Readonly<Record<string, unknown>>): Promise<Uint8Array<ArrayBuffer>> {
  const zip = new ZipFile();
  for (const [name, content] of Object.entries(files)) {
    const text = typeof content === 'string' ? content : JSON.stringify(content);
    zip.addBuffer(Buffer.from(text), name);
  }
  zip.end();
  const chunks: Buffer[] = [];
  for await (const chunk of zip.outputStream) chunks.push(Buffer.from(chunk as Uint8Array));
  return new Uint8Array(Buffer.concat(chunks));
}

/** Sends an archive the way the page does, by tus in two parts; answers the import's id. */
export async function sendArchive(client: SignedIn, bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const created = await client.fetch('/imports/upload', {
    method: 'POST',
    headers: {
      ...TUS,
      'upload-length': String(bytes.length),
      'upload-metadata': `filename ${Buffer.from('export.zip').toString('base64')}`,
    },
  });
  const location = created.headers.get('location');
  if (!created.ok || location === null) throw new Error(`refused: ${created.status} ${await created.text()}`);
  const half = Math.floor(bytes.length / 2);
  for (const [from, to] of [
    [0, half],
    [half, bytes.length],
  ] as const) {
    const headers = {
      ...TUS,
      'upload-offset': String(from),
      'content-type': 'application/offset+octet-stream',
    };
    const answer = await client.fetch(location, { method: 'PATCH', headers, body: bytes.slice(from, to) });
    if (!answer.ok) throw new Error(`refused: ${answer.status} ${await answer.text()}`);
  }
  return location.split('/').at(-1) ?? '';
}

/** The import once it stands as wanted; throws where it failed instead. */
export async function importThat(
  client: SignedIn,
  id: string,
  fits: (info: ImportInfo) => boolean,
): Promise<ImportInfo> {
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    const info = (await client.api.imports.list.query()).find((one) => one.id === id);
    if (info && fits(info)) return info;
    if (info?.state === 'failed') throw new Error(info.problem ?? 'the import failed');
    if (performance.now() > deadline) throw new Error(`the import stands still: ${JSON.stringify(info)}`);
    await Bun.sleep(50);
  }
}

/** Sends an archive of these files, has it looked through and begins. */
export async function beginImport(
  client: SignedIn,
  files: Readonly<Record<string, unknown>>,
  choices: ImportChoices = {},
) {
  const id = await sendArchive(client, await zipOf(files));
  const { summary } = await importThat(client, id, (info) => info.state === 'ready');
  await client.api.imports.begin.mutate({ id, choices: { ...choices } });
  return { id, summary };
}
