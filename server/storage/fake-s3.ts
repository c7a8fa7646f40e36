export interface FakeS3 {
  readonly endpoint: string;
  close(): Promise<void>;
}

const PART_OF_UPLOAD = 'partNumber';

/**
 * The part of S3's HTTP interface that Parley uses, in memory: put, multipart put, get with range, head, delete.
 * It refuses requests without a version 4 signature of the key it was made for, but does not verify the signature.
 */
export function makeFakeS3(accessKeyId: string): FakeS3 {
  const objects = new Map<string, Uint8Array>();
  const uploads = new Map<string, Map<number, Uint8Array>>();

  const server = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    async fetch(request) {
      const url = new URL(request.url);
      if (!isSigned(request, url, accessKeyId)) return xml(403, 'AccessDenied');
      const key = url.pathname;
      switch (request.method) {
        case 'PUT':
          return url.searchParams.has(PART_OF_UPLOAD) ? putPart(url, request) : putWhole(key, request);
        case 'POST':
          return url.searchParams.has('uploads') ? begin(key) : complete(key, url);
        case 'DELETE':
          objects.delete(key);
          return new Response(null, { status: 204 });
        default:
          return get(key, request);
      }
    },
  });

  async function putWhole(key: string, request: Request): Promise<Response> {
    objects.set(key, await request.bytes());
    return new Response(null, { headers: { etag: '"whole"' } });
  }
  async function putPart(url: URL, request: Request): Promise<Response> {
    const parts = uploads.get(url.searchParams.get('uploadId') ?? '');
    if (!parts) return xml(404, 'NoSuchUpload');
    const number = Number(url.searchParams.get(PART_OF_UPLOAD));
    parts.set(number, await request.bytes());
    return new Response(null, { headers: { etag: `"part-${number}"` } });
  }
  function begin(key: string): Response {
    const uploadId = crypto.randomUUID();
    uploads.set(uploadId, new Map());
    return new Response(
      `<InitiateMultipartUploadResult><Key>${key}</Key><UploadId>${uploadId}</UploadId></InitiateMultipartUploadResult>`,
    );
  }
  function complete(key: string, url: URL): Response {
    const parts = uploads.get(url.searchParams.get('uploadId') ?? '');
    if (!parts) return xml(404, 'NoSuchUpload');
    const inOrder = [...parts].toSorted(([a], [b]) => a - b).map(([, bytes]) => bytes);
    objects.set(key, Buffer.concat(inOrder));
    return new Response('<CompleteMultipartUploadResult></CompleteMultipartUploadResult>');
  }
  function get(key: string, request: Request): Response {
    const bytes = objects.get(key);
    if (!bytes)
      return request.method === 'HEAD' ? new Response(null, { status: 404 }) : xml(404, 'NoSuchKey');
    const headers = { etag: '"whole"', 'content-type': 'application/octet-stream' };
    const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.get('range') ?? '');
    if (!range) return new Response(Buffer.from(bytes), { headers });
    const slice = bytes.slice(Number(range[1]), range[2] ? Number(range[2]) + 1 : undefined);
    return new Response(Buffer.from(slice), { status: 206, headers });
  }

  return { endpoint: server.url.origin, close: () => server.stop(true) };
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
