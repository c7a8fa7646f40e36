/**
 * The part of S3's HTTP interface that Parley uses, in memory: put, multipart put, get with range, head, delete, list.
 * It refuses requests without a version 4 signature of the key it was made for, but does not verify the signature: a
 * real server does in test/integration/storage-s3.test.ts.
 */
export function makeFakeS3(accessKeyId: string): FakeS3 {
  return new FakeS3(accessKeyId);
}

const LIST_PAGE = 5;
const WHOLE = { etag: '"whole"' };

export class FakeS3 {
  readonly #objects = new Map<string, Uint8Array>();
  readonly #uploads = new Map<string, Map<number, Uint8Array>>();
  readonly #accessKeyId: string;
  readonly #server = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    fetch: (request) => this.#answer(request, new URL(request.url)),
  });

  constructor(accessKeyId: string) {
    this.#accessKeyId = accessKeyId;
  }

  get endpoint(): string {
    return this.#server.url.origin;
  }

  close(): Promise<void> {
    return this.#server.stop(true);
  }

  #answer(request: Request, url: URL): Response | Promise<Response> {
    if (!isSigned(request, url, this.#accessKeyId)) return xml(403, 'AccessDenied');
    const key = url.pathname;
    switch (request.method) {
      case 'PUT':
        return url.searchParams.has('partNumber')
          ? this.#putPart(url, request)
          : this.#putWhole(key, request);
      case 'POST':
        return url.searchParams.has('uploads') ? this.#begin(key) : this.#complete(key, url);
      case 'DELETE':
        this.#objects.delete(key);
        return new Response(null, { status: 204 });
      default:
        return url.searchParams.has('list-type') ? this.#list(url) : this.#get(key, request);
    }
  }

  async #putWhole(key: string, request: Request): Promise<Response> {
    this.#objects.set(key, await request.bytes());
    return new Response(null, { headers: WHOLE });
  }

  async #putPart(url: URL, request: Request): Promise<Response> {
    const parts = this.#uploads.get(url.searchParams.get('uploadId') ?? '');
    if (!parts) return xml(404, 'NoSuchUpload');
    const number = Number(url.searchParams.get('partNumber'));
    parts.set(number, await request.bytes());
    return new Response(null, { headers: { etag: `"part-${number}"` } });
  }

  #begin(key: string): Response {
    const uploadId = crypto.randomUUID();
    this.#uploads.set(uploadId, new Map());
    const result = `<Key>${key}</Key><UploadId>${uploadId}</UploadId>`;
    return new Response(`<InitiateMultipartUploadResult>${result}</InitiateMultipartUploadResult>`);
  }

  #complete(key: string, url: URL): Response {
    const parts = this.#uploads.get(url.searchParams.get('uploadId') ?? '');
    if (!parts) return xml(404, 'NoSuchUpload');
    const inOrder = [...parts].toSorted(([a], [b]) => a - b).map(([, bytes]) => bytes);
    this.#objects.set(key, Buffer.concat(inOrder));
    return new Response('<CompleteMultipartUploadResult></CompleteMultipartUploadResult>');
  }

  /** Few to a page, so that there are pages. */
  #list(url: URL): Response {
    const bucket = `${url.pathname.replace(/\/$/, '')}/`;
    const after = url.searchParams.get('continuation-token') ?? '';
    const keys = [...this.#objects.keys()].map((path) => path.slice(bucket.length)).toSorted();
    const rest = keys.filter((key) => key > after);
    const page = rest.slice(0, LIST_PAGE);
    const now = new Date().toISOString();
    const contents = page.map((key) => {
      const size = this.#objects.get(bucket + key)?.length ?? 0;
      return `<Contents><Key>${key}</Key><LastModified>${now}</LastModified><Size>${size}</Size></Contents>`;
    });
    const more = rest.length > page.length;
    const next = more ? `<NextContinuationToken>${page.at(-1)}</NextContinuationToken>` : '';
    const result = `<IsTruncated>${more}</IsTruncated>${next}${contents.join('')}`;
    return new Response(`<ListBucketResult>${result}</ListBucketResult>`);
  }

  #get(key: string, request: Request): Response {
    const bytes = this.#objects.get(key);
    if (!bytes)
      return request.method === 'HEAD' ? new Response(null, { status: 404 }) : xml(404, 'NoSuchKey');
    const headers = { ...WHOLE, 'content-type': 'application/octet-stream' };
    const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.get('range') ?? '');
    if (!range) return new Response(Buffer.from(bytes), { headers });
    const slice = bytes.slice(Number(range[1]), range[2] ? Number(range[2]) + 1 : undefined);
    return new Response(Buffer.from(slice), { status: 206, headers });
  }
}

function isSigned(request: Request, url: URL, accessKeyId: string): boolean {
  const header = request.headers.get('authorization') ?? '';
  const credential = header.startsWith('AWS4-HMAC-SHA256 ')
    ? header
    : url.searchParams.get('X-Amz-Credential');
  return credential?.includes(`${accessKeyId}/`) === true;
}

function xml(status: number, code: string): Response {
  const body = `<?xml version="1.0"?><Error><Code>${code}</Code><Message>${code}</Message></Error>`;
  return new Response(body, { status, headers: { 'content-type': 'application/xml' } });
}
