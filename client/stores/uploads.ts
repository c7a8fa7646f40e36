import { createStore, reconcile } from 'solid-js/store';
import type { FileInfo } from '../../protocol/chat.ts';
import type { ConversationId, FileId, UserId } from '../../protocol/ids.ts';
import { type DraftPlace, keyOf } from '../drafts/draft-copy.ts';
import { type Words, wordsFor } from '../ui/words.ts';
import { FileUpload, type FileUploadDeps, type UploadState } from '../upload/file-upload.ts';
import { UploadQueue } from '../upload/upload-queue.ts';
import type { Kept, UploadShelf } from '../upload/upload-shelf.ts';
import { makeUuid } from '../uuid.ts';
import type { Upload, UploadsStore } from './contract.ts';
import { keepWanted } from './wanted-files.ts';

export interface OwnedUploadsStore extends UploadsStore {
  /** What was attached and not sent when the page was left comes back to its composer. */
  begin(userId: UserId): void;
  clear(): void;
}

export interface UploadsDeps extends FileUploadDeps {
  readonly shelf: Pick<UploadShelf, 'keep' | 'drop' | 'restore'>;
  /** Tells the server which unsent files are still wanted; answers those that it has. */
  readonly keepWanted: (ids: FileId[]) => Promise<FileInfo[]>;
  /** A file that goes out by itself has arrived. */
  readonly onPosted: (place: DraftPlace, file: FileInfo) => void;
  /** Files that were attached and are no longer at the server. */
  readonly onGone: (names: readonly string[]) => void;
}

export function createUploadsStore(deps: UploadsDeps): OwnedUploadsStore {
  const rows = createRows(deps);
  return {
    of: (conversationId) => rows.all.filter((upload) => upload.conversationId === conversationId),
    add(conversationId, added) {
      for (const file of added) rows.attach(newRow(makeUuid(), conversationId, file), file);
    },
    post(place, file) {
      rows.attach({ ...newRow(makeUuid(), keyOf(place), file), alone: true }, file, place);
    },
    cancel: rows.drop,
    retry: rows.retry,
    take(conversationId) {
      const taken = finishedOf(rows.all, conversationId);
      for (const { id } of taken) rows.drop(id);
      return taken.map(({ file }) => ({ ...file }));
    },
    uploadOne: (file) => travelAlone(file, deps, rows.queue),
    ...createReturn(deps, rows),
  };
}

type Rows = ReturnType<typeof createRows>;

/** What stands in the composers: shown, travelling, and kept on the shelf for a page that comes after this one. */
function createRows(deps: UploadsDeps) {
  const { uploads, setUploads, files, posted, forget } = createBook(deps.shelf);
  const queue = new UploadQueue();
  const owner = { id: null as UserId | null };

  /** What goes out by itself lasts as long as the page: its words are said at once, or again. */
  const shelve = ({ id, conversationId, alone }: Upload, item: Kept) => {
    if (owner.id !== null && !alone) deps.shelf.keep({ id, conversationId, userId: owner.id, ...item });
  };
  const show = (id: string, state: UploadState) => {
    const index = uploads.findIndex((upload) => upload.id === id);
    const before = uploads[index];
    if (!before) return;
    const place = posted.get(id);
    if (state.state === 'done' && place) {
      forget(id);
      deps.onPosted(place, state.file);
      return;
    }
    setUploads(index, reconcile(rowOf(before, state), { merge: true }));
    if (state.state === 'done') shelve(before, { kind: 'finished', file: { ...state.file } });
    if (state.state === 'failed') deps.shelf.drop(id);
  };
  const send = (row: Upload, file: File) => {
    shelve(row, { kind: 'unfinished', file });
    const upload = travel(file, deps, queue, (state) => show(row.id, state));
    files.set(row.id, { file, upload });
  };
  return {
    all: uploads,
    queue,
    owner,
    attach(row: Upload, file: File, place: DraftPlace | null = null) {
      if (place) posted.set(row.id, place);
      setUploads(uploads.length, row);
      send(row, file);
    },
    /** It is at the server already. */
    put(row: Upload, file: FileInfo) {
      setUploads(uploads.length, rowOf(row, { state: 'done', sent: row.size, file }));
    },
    retry(id: string) {
      const row = uploads.find((upload) => upload.id === id);
      const file = files.get(id)?.file;
      if (row && file) send({ ...row }, file);
    },
    drop(id: string) {
      const upload = files.get(id)?.upload;
      forget(id);
      if (!upload) return;
      upload.cancel();
      queue.over(upload);
    },
  };
}

/** What is known of each upload, by its id. */
function createBook(shelf: UploadsDeps['shelf']) {
  const [uploads, setUploads] = createStore<Upload[]>([]);
  const files = new Map<string, { file: File; upload: FileUpload }>();
  /** Where those go that go out by themselves. */
  const posted = new Map<string, DraftPlace>();
  const forget = (id: string) => {
    files.delete(id);
    posted.delete(id);
    setUploads((all) => all.filter((one) => one.id !== id));
    shelf.drop(id);
  };
  return { uploads, setUploads, files, posted, forget };
}

/** What was attached and not sent when the page was left, and what becomes of it while it waits. */
function createReturn(deps: UploadsDeps, rows: Rows): Pick<OwnedUploadsStore, 'begin' | 'clear'> {
  let stopKeeping = () => {};
  const unsent = {
    files: () => rows.all.flatMap((one) => (one.state === 'done' ? one.file : [])),
    drop(gone: ReadonlySet<FileId>) {
      for (const one of [...rows.all]) if (one.state === 'done' && gone.has(one.file.id)) rows.drop(one.id);
    },
  };
  const restore = async (userId: UserId) => {
    const items = await deps.shelf.restore(userId);
    if (rows.owner.id !== userId) return;
    for (const item of items) {
      const row = newRow(item.id, item.conversationId, item.file);
      if (item.kind === 'unfinished') rows.attach(row, item.file);
      else rows.put(row, item.file);
    }
    stopKeeping();
    stopKeeping = keepWanted(deps, unsent);
  };
  return {
    begin(userId) {
      if (rows.owner.id === userId) return;
      rows.owner.id = userId;
      void restore(userId);
    },
    clear() {
      rows.owner.id = null;
      stopKeeping();
      for (const { id } of [...rows.all]) rows.drop(id);
    },
  };
}

function newRow(id: string, conversationId: ConversationId, { name, size }: File | FileInfo): Upload {
  return { id, conversationId, name, size, sent: 0, alone: false, state: 'uploading' };
}

function travelAlone(file: File, deps: FileUploadDeps, queue: UploadQueue): Promise<FileInfo> {
  return new Promise((resolve, reject) => {
    travel(file, deps, queue, (state) => {
      if (state.state === 'done') resolve(state.file);
      if (state.state === 'failed') reject(state.error);
    });
  });
}

/** Begins when its turn comes; `onState` hears of every step. */
function travel(
  file: File,
  deps: FileUploadDeps,
  queue: UploadQueue,
  onState: (state: UploadState) => void,
): FileUpload {
  const upload: FileUpload = new FileUpload(file, deps, (state) => {
    onState(state);
    if (state.state === 'done' || state.state === 'failed') queue.over(upload);
  });
  queue.add(upload);
  return upload;
}

function finishedOf(
  uploads: readonly Upload[],
  conversationId: ConversationId,
): { id: string; file: FileInfo }[] {
  return uploads.flatMap((upload) =>
    upload.conversationId === conversationId && upload.state === 'done'
      ? { id: upload.id, file: upload.file }
      : [],
  );
}

const UPLOAD_WORDS: Words = { not_found: 'This cannot be read, or no longer. Choose it again.' };

function rowOf({ id, conversationId, name, size, alone }: Upload, state: UploadState): Upload {
  const base = { id, conversationId, name, size, alone, sent: state.sent };
  if (state.state === 'done') return { ...base, state: 'done', file: { ...state.file } };
  if (state.state === 'failed')
    return { ...base, state: 'failed', problem: wordsFor(state.error, UPLOAD_WORDS) };
  return { ...base, state: state.state };
}
