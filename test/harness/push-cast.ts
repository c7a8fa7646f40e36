import { resolve } from 'node:path';
import { type SignedIn, signUp } from './client.ts';
import { type PushDevice, startPushService, subscribe, until } from './push-service.ts';
import { startServer, type TestServer } from './server.ts';

/**
 * Alice, Bob and Carol on processes that share a database, and the push service of their browsers. Whoever is to be told is
 * looked for when a test waits for it, rather than seconds later: what happens before that look does so on any machine.
 */
export async function makePushCast(processes: 1 | 2, env: Readonly<Record<string, string>> = {}) {
  const service = startPushService();
  const program = [resolve(import.meta.dir, 'push-server.ts')];
  const options = { env: { REGISTRATION: 'open', ...env }, program };
  const first = await startServer(options);
  const servers = [first];
  if (processes === 2) servers.push(await startServer({ ...options, databaseUrl: first.databaseUrl }));
  const [alice, bob] = [await signUp(first, 'Alice'), await signUp(first, 'Bob')];
  return new PushCast(service, servers, { alice, bob, carol: await signUp(first, 'Carol') });
}

export type People = Record<'alice' | 'bob' | 'carol', SignedIn>;

export class PushCast {
  readonly service: ReturnType<typeof startPushService>;
  readonly servers: readonly TestServer[];
  readonly people: People;

  constructor(service: ReturnType<typeof startPushService>, servers: readonly TestServer[], people: People) {
    this.service = service;
    this.servers = servers;
    this.people = people;
  }

  subscribed(who: SignedIn): Promise<PushDevice> {
    return subscribe(this.service, who);
  }

  async watercooler(): Promise<string> {
    const { alice, bob, carol } = this.people;
    const settings = { name: 'Watercooler', description: '', visibility: 'private' } as const;
    const memberIds = [bob.user.id, carol.user.id];
    return (await alice.api.groups.create.mutate({ ...settings, memberIds })).id;
  }

  /** Of Alice with one of the others. */
  async direct(other: SignedIn): Promise<string> {
    return (await this.people.alice.api.groups.direct.mutate({ userId: other.user.id })).id;
  }

  async say(conversationId: string, text: string, { who = this.people.alice, ...more }: Saying = {}) {
    const send = { conversationId, clientId: crypto.randomUUID(), text, ...more };
    return (await who.api.messages.send.mutate(send)).message;
  }

  /** Waits for what is told by push; every process looks at once who is to be told. */
  told(what: string, holds: () => boolean): Promise<void> {
    return until(what, () => {
      if (holds()) return true;
      for (const { pid } of this.servers) process.kill(pid, 'SIGUSR2');
      return false;
    });
  }

  /** What was to be pushed so far is on its way: a later message to somebody else has arrived. */
  async settled(): Promise<void> {
    const { carol } = this.people;
    const device = await this.subscribed(carol);
    await this.say(await this.direct(carol), 'settled');
    await this.told('the message behind it', () => device.arrived.length > 0);
    await carol.api.users.unsubscribePush.mutate({ endpoint: device.target.endpoint });
  }

  async close(): Promise<void> {
    for (const server of this.servers.toReversed()) await server.close();
    await this.service.close();
  }
}

interface Saying {
  readonly who?: SignedIn;
  readonly threadRootId?: string;
  readonly fileIds?: string[];
  readonly poll?: { readonly options: string[] };
}
