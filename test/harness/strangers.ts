import type { Meeting, MeetState } from '../../protocol/meet.ts';
import { connectSocket, makeClient, type SignedIn, type TestSocket } from './client.ts';

/** Somebody at their socket who said to be of age. */
export interface Stranger {
  readonly client: SignedIn;
  readonly socket: TestSocket;
}

export async function comeIn(client: SignedIn, deviceId?: string): Promise<Stranger> {
  await client.api.meet.stateAge.mutate();
  return { client, socket: await connectSocket(client, deviceId) };
}

/** Without an account. */
export async function newGuest(
  server: { readonly url: string },
  name: string,
  headers: Record<string, string> = {},
): Promise<SignedIn> {
  const client = makeClient(server, headers);
  return Object.assign(client, { user: await client.api.auth.guest.mutate({ name }) });
}

export const startMeeting = ({ client, socket }: Stranger, ...tags: string[]) =>
  socket.request({ t: 'meet.start', name: client.user.name, tags });

export async function stateOf<S extends MeetState['state']>({ socket }: Pick<Stranger, 'socket'>, state: S) {
  const { state: found } = await socket.next('meet.changed', (event) => event.state.state === state);
  return found as Extract<MeetState, { state: S }>;
}

export async function meetingOf(stranger: Pick<Stranger, 'socket'>): Promise<Meeting> {
  return (await stateOf(stranger, 'meeting')).meeting;
}

/** The two, in one meeting. */
export async function pair(a: Stranger, b: Stranger, tag: string): Promise<[Meeting, Meeting]> {
  await startMeeting(a, tag);
  await startMeeting(b, tag);
  return [await meetingOf(a), await meetingOf(b)];
}

export async function refusal(request: Promise<unknown>): Promise<string> {
  return request.then(
    () => 'ok',
    (error: { code: string }) => error.code,
  );
}
