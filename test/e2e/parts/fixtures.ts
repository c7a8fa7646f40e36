import { type BrowserContextOptions, test as base, type TestInfo } from '@playwright/test';
import { startServer, type TestServer } from '../../harness/server.ts';
import { PASSWORD, type Person, signUp } from './person.ts';

/** People come from addresses of their own: the test stands where a proxy would. */
export const SERVER_ENV = { TRUSTED_PROXIES: '127.0.0.1', LOG_LEVEL: 'warn' };

const TOLD_LINES = 25;

function tellOnFailure(info: TestInfo, server: TestServer): void {
  const lines = server.output().trim().split('\n');
  if (info.status !== info.expectedStatus) console.log(lines.slice(-TOLD_LINES).join('\n'));
}

/** Until it has an owner, a server shows newcomers nothing but the way to become it. */
async function makeOwner({ url, ownerToken }: TestServer): Promise<void> {
  const answer = await fetch(`${url}/trpc/auth.signUp`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: 'owner', name: 'Owner', password: PASSWORD, invite: ownerToken }),
  });
  if (!answer.ok) throw new Error(`No owner could be made: ${await answer.text()}`);
}

/** A media worker of the test's own; ports of two runs on one machine do not meet. */
export function sfuEnv(): Record<string, string> {
  return { MEDIA_WORKERS: '1', MEDIA_PORT: String(41_000 + Math.floor(Math.random() * 20_000)) };
}

export interface PersonOptions {
  readonly invite?: string;
  /** What the person holds: a desktop's window unless said. */
  readonly device?: BrowserContextOptions;
  /** Another server than the one that most tests share, or a way to it. */
  readonly at?: string;
}

type OwnServerOptions = NonNullable<Parameters<typeof startServer>[0]> & {
  /** With an owner: newcomers are shown how to sign in. */
  readonly owned?: boolean;
};

interface TestFixtures {
  /** Signs somebody up with a browser of their own, closed with the test. */
  person(name: string, options?: PersonOptions): Promise<Person>;
  /** What the shared server wrote is told with a test that failed. */
  serverLog: undefined;
  /** A server of the test's own. */
  ownServer(options?: OwnServerOptions): Promise<TestServer>;
}
interface WorkerFixtures {
  server: TestServer;
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
  server: [
    async ({ browserName: _engine }, use) => {
      const server = await startServer({ env: SERVER_ENV });
      await makeOwner(server);
      await use(server);
      await server.close();
    },
    { scope: 'worker', timeout: 120_000 },
  ],
  serverLog: [
    async ({ server }, use, info) => {
      await use(undefined);
      tellOnFailure(info, server);
    },
    { auto: true },
  ],
  baseURL: async ({ server }, use) => {
    await use(server.url);
  },
  person: async ({ browser, server }, use) => {
    const people: Person[] = [];
    await use(async (name, { at = server.url, ...options } = {}) => {
      const person = await signUp({ browser, baseURL: at, name, ...options });
      people.push(person);
      return person;
    });
    await Promise.all(people.map((person) => person.close()));
  },
  ownServer: async ({ browserName: _engine }, use, info) => {
    const servers: TestServer[] = [];
    await use(async ({ owned = false, ...options } = {}) => {
      const server = await startServer({ ...options, env: { ...SERVER_ENV, ...options.env } });
      servers.push(server);
      if (owned) await makeOwner(server);
      return server;
    });
    for (const server of servers) tellOnFailure(info, server);
    await Promise.all(servers.map((server) => server.close()));
  },
});

export { expect } from '@playwright/test';
