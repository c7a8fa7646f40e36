import { ParleyError } from '../../protocol/errors.ts';
import type { SfuReplies } from '../../protocol/sfu.ts';
import type { Replies, UpInputOf } from '../../protocol/up.ts';
import type { Socket } from '../socket/socket.ts';

type InCall = { readonly callId: string; readonly participantId: string };
type Fields<T extends keyof SfuReplies> = Omit<UpInputOf<T>, 't' | keyof InCall>;

/** Asks the SFU on behalf of one participant. */
export type SfuRequest = <T extends keyof SfuReplies>(type: T, fields: Fields<T>) => Promise<Replies[T]>;

export function makeSfuRequest(socket: Pick<Socket, 'request'>, inCall: InCall): SfuRequest {
  return (t, fields) => {
    type Up = UpInputOf<typeof t>;
    // TypeScript cannot see that `t`, the place and the fields of `t` make the whole again.
    return socket.request<typeof t>({ t, ...inCall, ...fields } as unknown as Up);
  };
}

/** Not refused: the answer did not come, or the media server is about to be back. */
export function isPassing(error: unknown): boolean {
  return error instanceof ParleyError && (error.code === 'unavailable' || error.code === 'rate_limited');
}
