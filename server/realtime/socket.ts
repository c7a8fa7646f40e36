import type { Server, WebSocketHandler } from 'bun';
import { closeCodes } from '../../protocol/errors.ts';
import type { ConversationId, SessionId, UserId } from '../../protocol/ids.ts';
import { MAX_FRAME_BYTES } from '../../protocol/limits.ts';
import { encodeDown } from '../../protocol/parse.ts';
import { authenticate } from '../auth/sessions.ts';
import type { Context } from '../context.ts';
import { errorResponse, toParleyError } from '../errors.ts';
import { type Caller, limitKey } from '../http/caller.ts';
import { checkUpgradeOrigin } from '../http/origins.ts';
import { Backlog, HARD_LIMIT_BYTES } from './backlog.ts';
import { Client, type Socket, type SocketData } from './client.ts';
import type { ClientConnection } from './connection.ts';
import { type Discretion, discreetly, type Telling } from './discretion.ts';
import { conversationOf, type LocalDelivery, type Topic, topics } from './fanout.ts';
import { FrameLimits, type MakeFrameLimits } from './frame-limits.ts';
import { createHandlers, type HandlerTable } from './handlers.ts';
import type { Audience } from './standing.ts';

const SILENCE_CHECK_MS = 5_000;
const GOING_AWAY = 1001;

/** All WebSockets of this process. */
export interface Sockets extends LocalDelivery {
  /** For `Bun.serve`. */
  readonly websocket: WebSocketHandler<SocketData>;
  /** undefined: the connection is a WebSocket now. */
  upgrade(request: Request, server: Server<SocketData>, caller: Caller): Promise<Response | undefined>;
  /** Events leave through the topics of this server. */
  attach(server: Server<SocketData>): void;
  readonly count: number;
  /** Of every socket whose welcome was sent. */
  audiences(): Audience[];
  /** Clients come back by themselves, to whichever process is there. */
  close(): Promise<void>;
}

export function makeSockets(
  context: Context,
  handlers: HandlerTable = createHandlers(),
  makeLimits: MakeFrameLimits = (clock) => new FrameLimits(clock),
): Sockets {
  return new OpenSockets(context, handlers, makeLimits);
}

class OpenSockets implements Sockets {
  readonly websocket: WebSocketHandler<SocketData>;
  readonly #context: Context;
  readonly #handlers: HandlerTable;
  readonly #makeLimits: MakeFrameLimits;
  readonly #clients = new Set<Client>();
  readonly #byUser = new Map<UserId, Client[]>();
  readonly #opening = new Set<ClientConnection>();
  /** Those that hear less than all. */
  readonly #discreet = new Set<Client>();
  readonly #backlog = new Backlog<Client>();
  readonly #owner = {
    opened: (client: Client) => {
      this.#opening.delete(client.connection);
      this.#note(client);
    },
    lagging: (client: Client) => {
      if (this.#backlog.isTooSlow(client)) this.#closeSlow(client);
    },
  };
  readonly #stopWatchingMedia: () => void;
  #stopSilenceCheck: () => void;
  #server: Server<SocketData> | null = null;
  #closed = false;

  constructor(context: Context, handlers: HandlerTable, makeLimits: MakeFrameLimits) {
    this.#context = context;
    this.#handlers = handlers;
    this.#makeLimits = makeLimits;
    this.websocket = {
      maxPayloadLength: 2 * MAX_FRAME_BYTES,
      backpressureLimit: HARD_LIMIT_BYTES,
      closeOnBackpressureLimit: true,
      perMessageDeflate: false,
      sendPings: false,
      idleTimeout: 120,
      open: (socket) => this.#opened(socket),
      message: (socket, frame) => socket.data.client?.connection.receive(frame),
      pong: (socket) => socket.data.client?.connection.answered(),
      drain: ({ data: { client } }) => {
        if (client) this.#backlog.caughtUp(client);
      },
      close: (socket) => this.#gone(socket),
    };
    this.#stopSilenceCheck = this.#checkSilenceLater();
    this.#stopWatchingMedia = context.sfu.onStatus((media) =>
      this.publish(topics.everyone, encodeDown({ t: 'session.media', media })),
    );
  }

  get count(): number {
    return this.#clients.size;
  }

  audiences(): Audience[] {
    return [...this.#clients].map(({ connection: { userId, sessionId }, topics: heard }) => {
      return { userId, sessionId, conversationIds: heard.flatMap((topic) => conversationOf(topic) ?? []) };
    });
  }

  attach(server: Server<SocketData>): void {
    this.#server = server;
  }

  async upgrade(request: Request, server: Server<SocketData>, caller: Caller): Promise<Response | undefined> {
    try {
      checkUpgradeOrigin(request, this.#context.config.publicUrl);
      const session = await authenticate(this.#context, request);
      // An office behind one address must be able to come back at once: who is signed in counts for themselves.
      const key = session ? `session:${session.id}` : limitKey(caller);
      await this.#context.limits.take('sockets', key);
      const who = session && { id: session.id, userId: session.userId, isGuest: session.isGuest };
      if (server.upgrade(request, { data: { session: who, client: null } })) return undefined;
      return new Response('This address is for WebSockets.', { status: 426 });
    } catch (error) {
      return errorResponse(toParleyError(error));
    }
  }

  publish(topic: Topic, frame: string, isFleeting = false, telling: Telling | null = null): void {
    if (isFleeting && this.#backlog.isAnyCongested) this.#publishSparing(topic, frame);
    else this.#server?.publish(topic, frame);
    if (this.#discreet.size > 0) {
      for (const [address, bare] of discreetly(topic, frame, telling)) this.#server?.publish(address, bare);
    }
    for (const connection of this.#opening) connection.hold(topic, frame, telling);
    if (!this.#backlog.published(frame)) return;
    for (const client of this.#backlog.look(this.#clients)) this.#closeSlow(client);
  }

  joined(userId: UserId, conversationId: ConversationId): void {
    for (const { connection } of this.#of(userId)) connection.hear(topics.conversation(conversationId));
  }

  left(userId: UserId, conversationId: ConversationId): void {
    for (const { connection } of this.#of(userId)) connection.unhear(topics.conversation(conversationId));
    this.#context.calls.removeMember(conversationId, userId);
    this.#context.transfers.left(userId);
  }

  revoke(who: { sessionId?: SessionId; userId?: UserId }, closeCode: number): void {
    this.#context.calls.revoke(who);
    this.#context.transfers.revoke(who);
    this.#context.meet.revoke(who);
    for (const { connection } of [...this.#clients]) {
      if (connection.sessionId !== who.sessionId && connection.userId !== who.userId) continue;
      connection.close(closeCode, 'signed out');
    }
  }

  discretion(userId: UserId, discretion: Discretion): void {
    for (const client of this.#of(userId)) {
      client.connection.choose(discretion);
      if (this.#opening.has(client.connection)) continue;
      client.move(discretion);
      this.#note(client);
    }
  }

  resume(): void {
    this.#context.transfers.recheck();
    for (const { connection } of [...this.#clients]) connection.close(closeCodes.unavailable, 'resume');
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#stopSilenceCheck();
    this.#stopWatchingMedia();
    for (const { connection } of [...this.#clients]) connection.close(GOING_AWAY, 'the server stops');
  }

  #opened(socket: Socket): void {
    const { session } = socket.data;
    if (!session) return socket.close(closeCodes.signedOut, 'sign in first');
    if (this.#closed) return socket.close(GOING_AWAY, 'the server stops');
    const client = new Client(socket, this.#owner, {
      context: this.#context,
      handlers: this.#handlers,
      limits: this.#makeLimits(this.#context.clock),
      session,
    });
    socket.data.client = client;
    this.#clients.add(client);
    this.#opening.add(client.connection);
    const clients = this.#byUser.get(session.userId);
    if (clients) clients.push(client);
    else this.#byUser.set(session.userId, [client]);
  }

  #note(client: Client): void {
    if (client.isDiscreet) this.#discreet.add(client);
    else this.#discreet.delete(client);
  }

  #gone(socket: Socket): void {
    const { client } = socket.data;
    if (!client) return;
    socket.data.client = null;
    this.#forget(client);
    client.connection.closed();
  }

  #forget(client: Client): void {
    const { userId } = client.connection;
    this.#clients.delete(client);
    this.#discreet.delete(client);
    this.#backlog.caughtUp(client);
    this.#opening.delete(client.connection);
    const others = this.#byUser.get(userId)?.filter((other) => other !== client) ?? [];
    if (others.length > 0) this.#byUser.set(userId, others);
    else this.#byUser.delete(userId);
  }

  #of(userId: UserId): Iterable<Client> {
    return this.#byUser.get(userId) ?? [];
  }

  /** One by one, without those that have enough to read. */
  #publishSparing(topic: Topic, frame: string): void {
    for (const client of this.#clients) {
      if (client.hears(topic) && !this.#backlog.isCongested(client)) client.send(frame);
    }
  }

  #closeSlow({ connection }: Client): void {
    this.#context.log.info({ user: connection.userId }, 'a slow socket was closed');
    connection.close(closeCodes.tooSlow, 'too slow');
  }

  #checkSilenceLater(): () => void {
    return this.#context.clock.after(SILENCE_CHECK_MS, () => {
      for (const { connection } of [...this.#clients]) connection.closeIfSilent();
      this.#stopSilenceCheck = this.#checkSilenceLater();
    });
  }
}
