import type { DetailedError, Upload } from 'tus-js-client';
import { ParleyError, unavailable } from '../../protocol/errors.ts';

const CHUNK_BYTES = 6 * 1024 * 1024;
const RETRY_DELAYS_MS = [0, 1_000, 3_000, 5_000, 10_000, 20_000];

export interface ArchiveUpload {
  /** Rejects with ParleyError. */
  readonly done: Promise<void>;
  /** Takes back what was sent. */
  cancel(): void;
  /** It can go on when the same file is chosen again. */
  leave(): void;
}

/** Sends an archive to be imported, by tus 1.0: it goes on where it stood, also when the same file is chosen again. */
export function sendArchive(file: File, onProgress: (sent: number) => void): ArchiveUpload {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const prepared = prepare(file, { onProgress, resolve, reject });
  prepared.then((upload) => upload.start()).catch(() => reject(unavailable('The upload could not begin.')));
  const end = (forGood: boolean) => {
    prepared.then((upload) => upload.abort(forGood)).catch(() => {});
    resolve();
  };
  return {
    done: promise,
    cancel: () => end(true),
    leave: () => end(false),
  };
}

interface Ends {
  onProgress(sent: number): void;
  resolve(): void;
  reject(error: ParleyError): void;
}

async function prepare(file: File, ends: Ends): Promise<Upload> {
  const { Upload: TusUpload } = await import('tus-js-client');
  const upload: Upload = new TusUpload(file, {
    endpoint: '/imports/upload',
    chunkSize: CHUNK_BYTES,
    retryDelays: RETRY_DELAYS_MS,
    metadata: { filename: file.name },
    removeFingerprintOnSuccess: true,
    onProgress: (sent) => ends.onProgress(sent),
    onSuccess: () => ends.resolve(),
    onError: (error) => ends.reject(refusalOf(error)),
  });
  const [previous] = await upload.findPreviousUploads();
  if (previous) upload.resumeFromPreviousUpload(previous);
  return upload;
}

function refusalOf(error: Error | DetailedError): ParleyError {
  const status = 'originalResponse' in error ? (error.originalResponse?.getStatus() ?? 0) : 0;
  if (status === 413) return new ParleyError('too_large', 'The archive is too large.');
  if (status === 403) return new ParleyError('forbidden', 'Only the owner of this server may do that.');
  return unavailable('The upload broke off.', error);
}
