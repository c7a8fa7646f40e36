import { join } from 'node:path';
import type { Sql } from 'postgres';
import type { Presence } from '../protocol/presence.ts';
import { LiveFigures } from './admin/live.ts';
import { createApp } from './app.ts';
import { issueOwnerToken } from './auth/invites.ts';
import { makePasswords } from './auth/passwords.ts';
import { isSessionLive } from './auth/sessions.ts';
import { makeCallBooks } from './calls/books.ts';
import { Calls } from './calls/calls.ts';
import { type Clock, systemClock } from './clock.ts';
import { Closers } from './closers.ts';
import type { Config } from './config.ts';
import type { Context } from './context.ts';
import { checkDataDir } from './data-dir.ts';
import { openDatabase } from './database.ts';
import { openDirectRooms } from './direct/open-rooms.ts';
import { Transfers } from './files/transfers.ts';
import { makeUploads } from './files/uploads.ts';
import { addressesAnswering, hostOf, lanAddresses } from './http/lan.ts';
import { makeLimits } from './http/limits.ts';
import { listen } from './http/listen.ts';
import { makeMetrics } from './http/metrics.ts';
import { createStaticFiles } from './http/static.ts';
import { prepareTls } from './http/tls.ts';
import { makeHousekeeping } from './housekeeping.ts';
import { makeImports } from './imports/imports.ts';
import { createLogger, type Logger } from './log.ts';
import { openMeet } from './meet/open-meet.ts';
import { makePopularTags } from './meet/popular-tags.ts';
import { makeSends } from './messages/send-lanes.ts';
import { createNetworkList } from './networks.ts';
import { type Gate, publicInternet } from './previews/gate.ts';
import { makeLinkPreviews } from './previews/link-previews.ts';
import { makePusher, noticedBy } from './push/pusher.ts';
import type { Bus } from './realtime/bus.ts';
import { makeFanout, topics } from './realtime/fanout.ts';
import { createHandlers, dispatch } from './realtime/handlers.ts';
import { makeMemoryBus } from './realtime/memory-bus.ts';
import { makePresenceBook } from './realtime/presence.ts';
import { makeSockets } from './realtime/socket.ts';
import { makeStandingCheck } from './realtime/standing.ts';
import { Scheduler } from './scheduled/scheduler.ts';
import { makeSfu } from './sfu/media-sfu.ts';
import { makeStorage } from './storage/make-storage.ts';

export interface Running {
  readonly log: Logger;
  /** Lines for the operator, on standard output. */
  readonly lines: readonly string[];
  close(): Promise<void>;
}

/** What strangers wait for takes one or two statements: few connections, on which these are planned once. */
const MEET_CONNECTIONS = 2;
const CLIENT_FOLDER = join(import.meta.dir, '..', 'client', 'dist');

/** What somebody who builds the same program of other parts puts in their place; the program itself has these. */
export interface Parts {
  readonly openBus: typeof openBus;
  readonly makeLimits: typeof makeLimits;
  readonly makePusher: typeof makePusher;
  readonly makeSends: typeof makeSends;
  readonly makeSockets: typeof makeSockets;
  /** What the server itself may ask for. */
  readonly gate: Gate;
}

const PARTS: Parts = {
  openBus,
  makeLimits,
  makePusher,
  makeSends,
  makeSockets,
  gate: publicInternet,
};

/** Opens everything in order; where a step fails, what was opened is closed again and the error thrown on. */
export async function startParley(config: Config, others: Partial<Parts> = {}): Promise<Running> {
  const parts = { ...PARTS, ...others };
  const log = createLogger(config.logLevel);
  const closers = new Closers(log);
  try {
    const context = await openContext(config, { log, clock: systemClock, closers, parts });
    const housekeeping = makeHousekeeping(context);
    closers.add('housekeeping', () => housekeeping.close());
    const address = await serve(context, { closers, parts });
    return { log, lines: await linesFor(context, address), close: () => closers.close() };
  } catch (error) {
    await closers.close();
    throw error;
  }
}

interface Foundations {
  readonly log: Logger;
  readonly clock: Clock;
  readonly closers: Closers;
  readonly parts: Parts;
}

/** In memory for one process, over Redis for several. */
export async function openBus(redisUrl: string | null, log: Logger): Promise<Bus> {
  if (redisUrl === null) return makeMemoryBus(log);
  const { makeRedisBus } = await import('./realtime/redis-bus.ts');
  return makeRedisBus(redisUrl, log);
}

async function openContext(config: Config, { log, clock, closers, parts }: Foundations): Promise<Context> {
  await checkDataDir(config.dataDir);
  const database = await openDatabase(config, log);
  closers.add('database', () => database.close());
  const { db } = database;
  const limits = await parts.makeLimits(config.redisUrl, log);
  closers.add('limits', () => limits.close());
  const bus = await parts.openBus(config.redisUrl, log);
  closers.add('bus', () => bus.close());
  const { fanout, presence, push } = openTelling(config, { log, clock, closers, parts }, { db, bus });
  const storage = makeStorage(config);
  const uploads = await makeUploads({ config, db, storage, limits, clock, log });
  closers.add('uploads', () => uploads.close());
  const { gate } = parts;
  const previews = makeLinkPreviews({ config, db, storage, fanout, presence, clock, log, gate });
  closers.add('link previews', () => previews.close());
  const sends = parts.makeSends({ db, fanout, presence, clock, log, previews });
  const transfers = new Transfers({ now: clock.now, isLive: (id) => isSessionLive({ db, clock }, id) });
  closers.add('transfers', () => transfers.close());
  closers.add('sends', () => sends.close());
  const scheduler = new Scheduler({ db, fanout, sends, clock, log });
  closers.add('scheduled messages', () => scheduler.close());
  const imports = await makeImports({ config, db, fanout, clock, log });
  closers.add('imports', () => imports.close());
  await imports.recover();
  const calling = await openCalling(
    config,
    { log, clock, closers, parts },
    { db, meetLane: database.openLane(MEET_CONNECTIONS), bus, fanout, presence, transfers },
  );
  const passwords = await makePasswords();
  return {
    config,
    log,
    clock,
    db,
    bus,
    fanout,
    presence,
    push,
    sends,
    scheduler,
    previews,
    storage,
    uploads,
    transfers,
    imports,
    limits,
    passwords,
    popularTags: makePopularTags({ db, clock }),
    ...calling,
  };
}

/** Calls and what stands on them. */
async function openCalling(
  config: Config,
  { log, clock, closers }: Foundations,
  parts: Pick<Context, 'db' | 'bus' | 'fanout' | 'presence' | 'transfers'> & { readonly meetLane: Sql },
): Promise<Pick<Context, 'sfu' | 'calls' | 'meet' | 'nodes' | 'direct' | 'live'>> {
  const { db, meetLane, bus, fanout, presence, transfers } = parts;
  const sfu = makeSfu({ media: config.media, clock, log });
  closers.add('media', () => sfu.close());
  const books = makeCallBooks({ db, clock, fanout });
  const calls = new Calls({ config, log, clock, books, fanout, sfu });
  closers.add('calls', () => calls.close());
  await calls.recover();
  const { meet, nodes } = await openMeet({ config, db, bus, calls, sfu, clock, log, fanout }, meetLane);
  closers.add('nodes', () => nodes.close());
  closers.add('meet', () => meet.close());
  const direct = await openDirectRooms({ config, db, bus, fanout, presence, calls, clock, log });
  closers.add('direct', () => direct.close());
  const live = new LiveFigures({ db, bus, clock, log, presence, transfers, calls, meet });
  closers.add('live figures', () => live.close());
  return { sfu, calls, meet, nodes, direct, live };
}

/** How people are told: by their open pages, or without one by push. */
function openTelling(
  config: Config,
  { log, clock, closers, parts }: Foundations,
  { db, bus }: Pick<Context, 'db' | 'bus'>,
): Pick<Context, 'fanout' | 'presence' | 'push'> {
  const sockets = makeFanout(bus, log);
  closers.add('fanout', () => sockets.close());
  const tell = (people: Presence[]) => sockets.here(topics.everyone, { t: 'presence.changed', people });
  const presence = makePresenceBook({ bus, db, clock, log, tell });
  closers.add('presence', () => presence.close());
  const { publicUrl, ringMs } = config;
  const push = parts.makePusher({ db, bus, presence, clock, log, publicUrl, ringMs, gate: parts.gate });
  closers.add('push', () => push.close());
  return { fanout: noticedBy(push, sockets), presence, push };
}

async function serve(
  context: Context,
  { closers, parts }: Pick<Foundations, 'closers' | 'parts'>,
): Promise<string> {
  const { config } = context;
  const metrics = makeMetrics(context);
  closers.add('metrics', () => metrics.close());
  const answer = createApp({ context, metrics, serveStatic: createStaticFiles(CLIENT_FOLDER) });
  const sockets = parts.makeSockets(context);
  const handlers = createHandlers();
  context.nodes.serve((connection, up) => dispatch(handlers, { context, connection }, up));
  context.fanout.attach(sockets);
  context.live.attach(sockets);
  const standing = makeStandingCheck(context, sockets);
  closers.add('standing', () => standing.close());
  const proxies = createNetworkList(config.trustedProxies);
  const listening = listen({ config, tls: await prepareTls(config), proxies, sockets, answer });
  closers.add('http', () => listening.close());
  closers.add('sockets', () => sockets.close());
  sockets.attach(listening.server);
  context.log.info({ port: listening.server.port }, 'serving');
  return listening.address;
}

async function linesFor({ config, db }: Context, address: string): Promise<string[]> {
  const { port, protocol } = new URL(address);
  const onNetwork = config.tls.kind === 'off' ? [] : addressesAnswering(config.host, lanAddresses());
  const ownerToken = await issueOwnerToken(db);
  return [
    `Parley is ready at ${address}`,
    ...onNetwork.map((lan) => `On this network: ${protocol}//${hostOf(lan)}:${port}`),
    ...(ownerToken === null
      ? []
      : [`Make the first account, the owner's: ${config.publicUrl ?? address}/join/${ownerToken}`]),
  ];
}
