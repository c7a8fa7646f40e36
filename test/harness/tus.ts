import type { HttpRequest, HttpResponse, HttpStack, PreviousUpload, Upload, UrlStorage } from 'tus-js-client';
import { type TusOptions, tusTransfers } from '../../client/upload/tus-transfer.ts';
import type { SignedIn } from './client.ts';

// Outside of a bundler the package names its build for servers, which knows no File.
const BROWSER_BUILD = '../../node_modules/tus-js-client/lib.esm/browser/index.js';

/** The page's uploads without a page: its own code, and tus asking by fetch with the client's cookie. */
export function openTransfers(client: SignedIn, { load, tus }: Pick<TusOptions, 'load' | 'tus'> = {}) {
  return tusTransfers({
    endpoint: `${client.url}/files/upload`,
    readFile: (id) => client.api.files.byId.query({ id }),
    load: load ?? (async () => (await import(BROWSER_BUILD)) as { Upload: typeof Upload }),
    tus: { httpStack: new FetchStack(client), urlStorage: new MemoryUrls(), ...tus },
  });
}

/** What localStorage holds in a page. */
export class MemoryUrls implements UrlStorage {
  readonly #uploads = new Map<string, { fingerprint: string; upload: PreviousUpload }>();
  #lastKey = 0;

  async findAllUploads(): Promise<PreviousUpload[]> {
    return [...this.#uploads.values()].map(({ upload }) => upload);
  }

  async findUploadsByFingerprint(fingerprint: string): Promise<PreviousUpload[]> {
    return [...this.#uploads].flatMap(([urlStorageKey, kept]) =>
      kept.fingerprint === fingerprint ? { ...kept.upload, urlStorageKey } : [],
    );
  }

  async removeUpload(key: string): Promise<void> {
    this.#uploads.delete(key);
  }

  async addUpload(fingerprint: string, upload: PreviousUpload): Promise<string> {
    this.#lastKey += 1;
    const key = String(this.#lastKey);
    this.#uploads.set(key, { fingerprint, upload });
    return key;
  }
}

class FetchStack implements HttpStack {
  readonly #client: SignedIn;

  constructor(client: SignedIn) {
    this.#client = client;
  }

  createRequest(method: string, url: string): HttpRequest {
    const headers = new Headers();
    const life = new AbortController();
    let onProgress: (sent: number) => void = () => {};
    return {
      getMethod: () => method,
      getURL: () => url,
      setHeader: (name, value) => headers.set(name, value),
      getHeader: (name) => headers.get(name) ?? undefined,
      setProgressHandler: (handler) => {
        onProgress = handler;
      },
      send: async (body: Blob | undefined) => {
        const answer = await this.#client.fetch(url, {
          method,
          headers,
          body: body ?? null,
          signal: life.signal,
        });
        onProgress(body?.size ?? 0);
        return await toResponse(answer);
      },
      abort: async () => life.abort(),
      getUnderlyingObject: () => null,
    };
  }

  getName(): string {
    return 'FetchStack';
  }
}

async function toResponse(answer: Response): Promise<HttpResponse> {
  const text = await answer.text();
  return {
    getStatus: () => answer.status,
    getHeader: (name) => answer.headers.get(name) ?? undefined,
    getBody: () => text,
    getUnderlyingObject: () => null,
  };
}
