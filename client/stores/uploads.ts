import { createStore, reconcile } from 'solid-js/store';
import type { FileInfo } from '../../protocol/chat.ts';
import type { ConversationId } from '../../protocol/ids.ts';
import { type DraftPlace, keyOf } from '../drafts/draft-copy.ts';
import { wordsFor } from '../ui/words.ts';
import { FileUpload, type FileUploadDeps, type UploadState } from '../upload/file-upload.ts';
import { UploadQueue } from '../upload/upload-queue.ts';
import { makeUuid } from '../uuid.ts';
import type { Upload, UploadsStore } from './contract.ts';

export interface OwnedUploadsStore extends UploadsStore {
  clear(): void;
}

export interface UploadsDeps extends FileUploadDeps {
  /** A file that goes out by itself has arrived. */
  readonly onPosted: (place: DraftPlace, file: FileInfo) => void;
}

export function createUploadsStore(deps: UploadsDeps): OwnedUploadsStore {
  const { uploads, setUploads, files, posted, forget } = createShelf();
  const queue = new UploadQueue();

  const show = (id: string, state: UploadState) => {
    const index = uploads.findIndex((upload) => upload.id === id);
    const before = uploads[index];
    if (!before) return;
    const place = posted.get(id);
    if (state.state !== 'done' || !place) {
      setUploads(index, reconcile(rowOf(before, state), { merge: true }));
      return;
    }
    forget([id]);
    deps.onPosted(place, state.file);
  };
  const begin = (conversationId: ConversationId, file: File, alone = false) => {
    const id = makeUuid();
    const { name, size } = file;
    setUploads(uploads.length, { id, conversationId, name, size, sent: 0, alone, state: 'uploading' });
    send(id, file);
    return id;
  };
  const send = (id: string, file: File) => {
    files.set(id, { file, upload: travel(file, deps, queue, (state) => show(id, state)) });
  };
  const drop = (id: string) => {
    const upload = files.get(id)?.upload;
    forget([id]);
    if (!upload) return;
    upload.cancel();
    queue.over(upload);
  };

  return {
    of: (conversationId) => uploads.filter((upload) => upload.conversationId === conversationId),
    add(conversationId, added) {
      for (const file of added) begin(conversationId, file);
    },
    post: (place, file) => void posted.set(begin(keyOf(place), file, true), place),
    cancel: drop,
    retry(id) {
      const file = files.get(id)?.file;
      if (file) send(id, file);
    },
    take(conversationId) {
      const taken = finishedOf(uploads, conversationId);
      forget(taken.map(({ id }) => id));
      return taken.map(({ file }) => ({ ...file }));
    },
    uploadOne: (file) => arrival(file, deps, queue),
    clear() {
      for (const id of [...files.keys()]) drop(id);
    },
  };
}

/** What is known of each upload, by its id. */
function createShelf() {
  const [uploads, setUploads] = createStore<Upload[]>([]);
  const files = new Map<string, { file: File; upload: FileUpload }>();
  /** Where those go that go out by themselves. */
  const posted = new Map<string, DraftPlace>();
  const forget = (ids: readonly string[]) => {
    for (const id of ids) {
      files.delete(id);
      posted.delete(id);
    }
    setUploads((all) => all.filter((one) => !ids.includes(one.id)));
  };
  return { uploads, setUploads, files, posted, forget };
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

function arrival(file: File, deps: FileUploadDeps, queue: UploadQueue): Promise<FileInfo> {
  return new Promise((resolve, reject) => {
    travel(file, deps, queue, (state) => {
      if (state.state === 'done') resolve(state.file);
      if (state.state === 'failed') reject(state.error);
    });
  });
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

function rowOf({ id, conversationId, name, size, alone }: Upload, state: UploadState): Upload {
  const base = { id, conversationId, name, size, alone, sent: state.sent };
  if (state.state === 'done') return { ...base, state: 'done', file: { ...state.file } };
  if (state.state === 'failed') return { ...base, state: 'failed', problem: wordsFor(state.error) };
  return { ...base, state: state.state };
}
