import { unauthenticated } from '../../protocol/errors.ts';
import type { Context } from '../context.ts';
import { type Bearer, cuttable } from './transfers.ts';

/** Part of an upload, by who is signed in: no byte is read any more once that session ends. */
export async function receive(
  { uploads, transfers }: Pick<Context, 'uploads' | 'transfers'>,
  request: Request,
  { bearer, since }: { readonly bearer: Bearer; readonly since: number },
): Promise<Response> {
  const transfer = transfers.begin(bearer, since);
  // What came with the body stays: its length tells how much is to come.
  const body = request.body && cuttable(request.body, transfer);
  const init = { method: request.method, headers: request.headers, body, duplex: 'half' };
  try {
    const answer = await uploads.handle(new Request(request.url, init), bearer.userId);
    if (transfer.signal.aborted) throw unauthenticated();
    return answer;
  } finally {
    transfer.end();
  }
}
