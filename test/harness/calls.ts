import { createSocket } from 'node:dgram';
import type { Call } from '../../protocol/call.ts';
import { connectSocket, type SignedIn, signUp, type TestSocket } from './client.ts';
import { startServer, type TestServer } from './server.ts';

/** A server with Alice, Bob and Carol at their sockets, a direct conversation of two and the Watercooler of all. */
export interface CallDesk {
  readonly server: TestServer;
  readonly alice: SignedIn;
  readonly bob: SignedIn;
  readonly carol: SignedIn;
  readonly atAlice: TestSocket;
  readonly atBob: TestSocket;
  readonly atCarol: TestSocket;
  readonly direct: string;
  readonly watercooler: string;
}

export async function openCallDesk(env: Readonly<Record<string, string>> = {}): Promise<CallDesk> {
  const server = await startServer({ env: { MESH_LIMIT: '2', STUN_URLS: 'stun:stun.example.org', ...env } });
  const alice = await signUp(server, 'Alice');
  const bob = await signUp(server, 'Bob');
  const carol = await signUp(server, 'Carol');
  const { id: direct } = await alice.api.groups.direct.mutate({ userId: bob.user.id });
  const { id: watercooler } = await alice.api.groups.create.mutate({
    name: 'Watercooler',
    description: '',
    visibility: 'private',
    memberIds: [bob.user.id, carol.user.id],
  });
  return {
    server,
    alice,
    bob,
    carol,
    atAlice: await connectSocket(alice),
    atBob: await connectSocket(bob),
    atCarol: await connectSocket(carol),
    direct,
    watercooler,
  };
}

export function startCall(socket: TestSocket, conversationId: string) {
  return socket.request({ t: 'call.start', conversationId, video: false, streams: [] });
}

export function joinCall(socket: TestSocket, callId: string) {
  return socket.request({ t: 'call.join', callId, streams: [] });
}

export function leaveCall(socket: TestSocket, callId: string, participantId: string) {
  return socket.request({ t: 'call.leave', callId, participantId });
}

const seen = new WeakMap<TestSocket, { callId: string; revision: number }>();

/** The first snapshot of this call that fits, later than the one that this socket waited for last. */
export async function when(socket: TestSocket, callId: string, fits: (call: Call) => boolean): Promise<Call> {
  const last = seen.get(socket);
  const after = last?.callId === callId ? last.revision : 0;
  const isIt = ({ call }: { call: Call }) => call.id === callId && call.revision > after && fits(call);
  const { call } = await socket.next('call.changed', isIt);
  seen.set(socket, { callId, revision: call.revision });
  return call;
}

export function ended(socket: TestSocket, callId: string): Promise<Call> {
  return when(socket, callId, ({ state }) => state === 'ended');
}

export function idsOf(call: Call): string[] {
  return call.state === 'ended' ? [] : call.participants.map(({ id }) => id);
}

/** A port of UDP and, most likely, TCP that nobody has now. */
export async function freeMediaPort(): Promise<string> {
  const socket = createSocket('udp4');
  const { promise, resolve } = Promise.withResolvers<void>();
  socket.bind(0, '127.0.0.1', resolve);
  await promise;
  const { port } = socket.address();
  socket.close();
  return String(port);
}
