import type { FileInfo } from '../../protocol/chat.ts';
import { type ErrorCode, ParleyError } from '../../protocol/errors.ts';

/** What tus answers an upload that is complete: a device whose last answer was lost learns it this way. */
export function finishedAnswer(method: string, file: FileInfo): Response {
  return new Response(null, {
    status: method === 'HEAD' ? 200 : 204,
    headers: {
      'tus-resumable': '1.0.0',
      'cache-control': 'no-store',
      'upload-offset': String(file.size),
      'upload-length': String(file.size),
      ...fileHeader(file),
    },
  });
}

export function fileHeader(file: FileInfo): { 'parley-file': string } {
  return { 'parley-file': encodeURIComponent(JSON.stringify(file)) };
}

/** Keeps the status and headers that tus clients act on; the body is the typed error, whoever refused. */
export async function withTypedError(answer: Response): Promise<Response> {
  if (answer.status < 400) return answer;
  const text = await answer.text();
  const { status } = answer;
  const error = new ParleyError(codeOf(status), wordsOf(status));
  const headers = new Headers(answer.headers);
  headers.delete('content-length');
  headers.set('content-type', 'application/json');
  const body = text.startsWith('{"error":') ? text : JSON.stringify({ error: error.toWire() });
  return new Response(body, { status, headers });
}

function codeOf(status: number): ErrorCode {
  if (status === 404 || status === 410) return 'not_found';
  if (status === 409 || status === 423) return 'conflict';
  if (status === 413) return 'too_large';
  return status >= 500 ? 'internal' : 'invalid';
}

function wordsOf(status: number): string {
  if (status === 404 || status === 410) return 'This upload does not exist, or no longer.';
  if (status === 409) return 'The upload goes on at another place: ask for its offset first.';
  if (status === 423) return 'The upload is still being written by an earlier connection.';
  if (status === 413) return 'The file is larger than this server takes.';
  return status >= 500 ? 'Something went wrong on the server.' : 'The upload request is not as expected.';
}
