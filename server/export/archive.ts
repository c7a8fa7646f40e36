import { Readable } from 'node:stream';
import type { ZipFile } from 'yazl';
import { unauthenticated } from '../../protocol/errors.ts';
import type { UserId } from '../../protocol/ids.ts';
import type { Context } from '../context.ts';
import {
  type OwnFile,
  readConversations,
  readDrafts,
  readFiles,
  readMessages,
  readProfile,
  readReactions,
  readSessions,
} from './own-data.ts';
import { pageOf } from './page.ts';

type Parts = Pick<Context, 'db' | 'storage' | 'log' | 'clock'>;

/** Everything of one person as a zip archive, made while it is sent: no more than one file's buffer is in memory. */
export async function exportOwnData(parts: Parts, userId: UserId): Promise<Response> {
  const { db } = parts;
  const profile = await readProfile(db, userId);
  if (!profile) throw unauthenticated();
  const [conversations, files] = [await readConversations(db, userId), await readFiles(db, userId)];
  const { ZipFile } = await import('yazl');
  const zip = new ZipFile();
  const output = zip.outputStream as Readable;
  zip.on('error', (error: unknown) => {
    parts.log.warn({ err: error, user: userId }, 'an export broke off');
    output.destroy(error instanceof Error ? error : new Error('the archive broke off'));
  });
  // Whoever reads it hears of the failure as well.
  output.on('error', () => {});
  const json = (name: string, value: unknown) =>
    zip.addBuffer(Buffer.from(JSON.stringify(value, null, 2)), name);
  json('profile.json', profile);
  json('sessions.json', await readSessions(db, userId));
  json('conversations.json', conversations);
  json('reactions.json', await readReactions(db, userId));
  json('drafts.json', await readDrafts(db, userId));
  json(
    'files.json',
    files.map(({ storageKey: _key, ...file }) => ({ ...file, path: pathOf(file) })),
  );
  lazily(zip, 'messages.json', () => Readable.from(listOf(readMessages(db, userId))));
  lazily(zip, 'index.html', () =>
    Readable.from(pageOf({ profile, conversations, messages: readMessages(db, userId) })),
  );
  for (const file of files) lazily(zip, pathOf(file), () => bytesOf(parts, file));
  zip.end();
  const day = new Date(parts.clock.now()).toISOString().slice(0, 10);
  return new Response(toWeb(output), {
    headers: {
      'content-type': 'application/zip',
      'content-disposition': `attachment; filename="parley-${day}.zip"`,
      'cache-control': 'no-store',
    },
  });
}

/** A stream that breaks would end the process if nobody listened; here it breaks the archive off. */
function lazily(zip: ZipFile, name: string, open: () => Readable | Promise<Readable>): void {
  const output = zip.outputStream as Readable;
  zip.addReadStreamLazy(name, (pass) => {
    Promise.resolve()
      .then(open)
      .then(
        (stream) => {
          stream.on('error', (error: unknown) => zip.emit('error', error));
          output.once('close', () => stream.destroy());
          pass(null, stream);
        },
        (error: unknown) => pass(error, Readable.from([])),
      );
  });
}

async function* listOf(items: AsyncIterable<unknown>): AsyncGenerator<string> {
  let before = '[\n';
  for await (const item of items) {
    yield `${before}${JSON.stringify(item)}`;
    before = ',\n';
  }
  yield before === '[\n' ? '[]\n' : '\n]\n';
}

/** A file whose bytes are gone is there, and empty. */
async function bytesOf({ storage }: Parts, { storageKey }: OwnFile): Promise<Readable> {
  const stream = await storage.read(storageKey);
  return stream === null ? Readable.from([]) : Readable.from(stream);
}

/** Names may be the same: the id goes before them. */
function pathOf({ id, name }: Pick<OwnFile, 'id' | 'name'>): string {
  return `files/${id.slice(0, 13)}-${name.replaceAll(/[\\/:]|\p{C}/gu, '_')}`;
}

function toWeb(stream: Readable): ReadableStream<Uint8Array> {
  const chunks = stream[Symbol.asyncIterator]();
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await chunks.next();
        if (done) controller.close();
        else controller.enqueue(new Uint8Array(value as Buffer));
      },
      cancel() {
        stream.destroy();
      },
    },
    { highWaterMark: 0 },
  );
}
