import type { DetailedError, HttpRequest, HttpResponse, Upload, UploadOptions } from 'tus-js-client';
import type { FileInfo } from '../../protocol/chat.ts';
import {
  type ErrorCode,
  errorCodes,
  notFound,
  ParleyError,
  unavailable,
  type WireError,
} from '../../protocol/errors.ts';
import { VoiceFile } from '../voice/voice-file.ts';
import type { StartTransfer, TransferEvents } from './transfer.ts';

/** Small enough that a lost connection costs seconds, large enough that the pauses between chunks do not count. */
const CHUNK_BYTES = 6 * 1024 * 1024;
/** Within these the transfer mends itself; past them it is interrupted and waits for the connection. */
const RETRY_DELAYS_MS = [0, 500, 1_500, 3_000];

export interface TusOptions {
  readonly endpoint: string;
  /** For the case that the last answer was lost: the upload's id is the file's. */
  readonly readFile: (id: string) => Promise<FileInfo>;
  /** What tests replace: the library's build, how it asks and how patiently, where it keeps what can be resumed. */
  readonly load?: () => Promise<{ readonly Upload: typeof Upload }>;
  readonly tus?: Pick<UploadOptions, 'httpStack' | 'urlStorage' | 'retryDelays'>;
}

/** Uploads by tus 1.0: resumes after a lost network, and after a reload when the same file is chosen again. */
export function tusTransfers(options: TusOptions): StartTransfer {
  const running = new Set<string>();
  return (file, events) => {
    const key = `${file.name} ${file.size} ${file.lastModified}`;
    // The same file twice at once is two uploads: the second must not go on where the first stands.
    const mayResume = !running.has(key);
    running.add(key);
    const over = () => void running.delete(key);
    return new TusTransfer(file, mayResume, options, {
      ...events,
      onDone(info) {
        over();
        events.onDone(info);
      },
      onRefused(error) {
        over();
        events.onRefused(error);
      },
      onCancelled: over,
    });
  };
}

interface OwnEvents extends TransferEvents {
  onCancelled(): void;
}

class TusTransfer {
  readonly #file: File;
  readonly #mayResume: boolean;
  readonly #options: TusOptions;
  readonly #events: OwnEvents;
  #upload: Promise<Upload> | null = null;
  #info: string | undefined;
  #isOver = false;

  constructor(file: File, mayResume: boolean, options: TusOptions, events: OwnEvents) {
    this.#file = file;
    this.#mayResume = mayResume;
    this.#options = options;
    this.#events = events;
    this.resume();
  }

  resume(): void {
    this.#prepared().then(
      (upload) => this.#isOver || upload.start(),
      () => this.#isOver || this.#events.onInterrupted(),
    );
  }

  cancel(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#events.onCancelled();
    // What cannot be taken back now, the server drops after a day.
    this.#upload?.then((upload) => upload.abort(true)).catch(() => {});
  }

  /** The library is a part of the page that may not come; the next try asks for it again. */
  #prepared(): Promise<Upload> {
    this.#upload ??= this.#prepare().catch((error: unknown) => {
      this.#upload = null;
      throw error;
    });
    return this.#upload;
  }

  async #prepare(): Promise<Upload> {
    const file = this.#file;
    const { Upload } = await (this.#options.load ?? (() => import('tus-js-client')))();
    const upload: Upload = new Upload(file, {
      retryDelays: RETRY_DELAYS_MS,
      ...this.#options.tus,
      endpoint: this.#options.endpoint,
      chunkSize: CHUNK_BYTES,
      metadata: { filename: file.name, filetype: file.type, ...voiceOf(file) },
      removeFingerprintOnSuccess: true,
      onProgress: (sent) => this.#isOver || this.#events.onProgress(sent),
      onAfterResponse: (request, response) => this.#note(request, response),
      onSuccess: () => void this.#finish(upload),
      onError: (error) => this.#fail(error),
    });
    const [previous] = this.#mayResume ? await upload.findPreviousUploads() : [];
    if (previous) upload.resumeFromPreviousUpload(previous);
    return upload;
  }

  /**
   * To tus any answer but the offset means that the upload is gone, and it begins anew. One that is only refused for
   * the moment is asked for again: a throw counts as no answer.
   */
  #note(request: HttpRequest, response: HttpResponse): void {
    if (request.getMethod() === 'HEAD' && isPassing(response.getStatus())) {
      throw unavailable('The server does not tell how far the upload is.');
    }
    this.#info = response.getHeader('parley-file') ?? this.#info;
  }

  async #finish(upload: Upload): Promise<void> {
    try {
      const info = this.#info === undefined ? await this.#ask(upload) : readHeader(this.#info);
      this.#end(() => this.#events.onDone(info));
    } catch (error) {
      if (error instanceof ParleyError && error.code !== 'unavailable') {
        return this.#end(() => this.#events.onRefused(error));
      }
      if (!this.#isOver) this.#events.onInterrupted();
    }
  }

  #ask(upload: Upload): Promise<FileInfo> {
    const id = upload.url?.split('/').at(-1);
    if (!id) throw unavailable('The upload has no address.');
    return this.#options.readFile(id);
  }

  #fail(error: Error | DetailedError): void {
    if (this.#isOver) return;
    const response = 'originalResponse' in error ? error.originalResponse : null;
    const status = response?.getStatus() ?? 0;
    if (!response || isPassing(status)) return void this.#pause();
    this.#end(() => this.#events.onRefused(refusalOf(status, response.getBody())));
  }

  /** A request that the browser gave up looks the same whether the way or the file is gone: only the way comes back. */
  async #pause(): Promise<void> {
    const isReadable = await isStillReadable(this.#file);
    if (this.#isOver) return;
    if (isReadable) this.#events.onInterrupted();
    else this.#end(() => this.#events.onRefused(notFound('What was chosen')));
  }

  #end(tell: () => void): void {
    if (this.#isOver) return;
    this.#isOver = true;
    tell();
  }
}

function isPassing(status: number): boolean {
  return status === 0 || status === 409 || status === 423 || status === 429 || status >= 500;
}

/** Not so of a folder, of what changed since it was chosen, and of what lay on a stick that is gone. */
async function isStillReadable(file: File): Promise<boolean> {
  try {
    await file.slice(0, 1).arrayBuffer();
    return true;
  } catch {
    return false;
  }
}

function voiceOf(file: File): { voice?: string } {
  return file instanceof VoiceFile ? { voice: JSON.stringify(file.voice) } : {};
}

/** The server wrote it from its own types: server/trpc/API.md. */
function readHeader(header: string): FileInfo {
  return JSON.parse(decodeURIComponent(header)) as FileInfo;
}

const byStatus: Partial<Record<number, ErrorCode>> = {
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not_found',
  413: 'too_large',
  415: 'unsupported_type',
};

/** The body is a typed error, unless something between here and the server refused. */
function refusalOf(status: number, body: string): ParleyError {
  const otherwise = new ParleyError(byStatus[status] ?? 'invalid', 'The server refused the file.');
  try {
    const { error } = JSON.parse(body) as { error?: Partial<WireError> };
    if (!error?.code || !errorCodes.includes(error.code)) return otherwise;
    return ParleyError.fromWire({ ...error, code: error.code, message: error.message ?? '' });
  } catch {
    return otherwise;
  }
}
