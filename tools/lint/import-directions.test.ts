import { expect, test } from 'bun:test';
import { findBreaches } from './import-directions.ts';

const breaches: readonly [path: string, source: string, why: string][] = [
  ['protocol/chat.ts', "import { readConfig } from '../server/config.ts';", 'protocol imports neither side'],
  [
    'server/app.ts',
    "import type { App } from '../client/app.tsx';",
    'the server side never imports the client',
  ],
  [
    'client/api/trpc.ts',
    "import { appRouter } from '../../server/trpc/router.ts';",
    'only types from the server',
  ],
  [
    'client/api/trpc.ts',
    "import type { Config } from '../../server/config.ts';",
    'only AppRouter from the server',
  ],
  ['client/api/trpc.ts', "export { x } from '../../db/client.ts';", 'never imports the database'],
  ['server/calls/calls.ts', "import * as ms from 'mediasoup';", 'only server/sfu imports mediasoup'],
  ['server/calls/calls.ts', "const ms = await import('mediasoup');", 'only server/sfu imports mediasoup'],
  ['server/users/router.ts', "import {\n  eq,\n  sql,\n} from 'drizzle-orm';", 'touch drizzle'],
  ['client/call/mesh-link.ts', "import { createSignal } from 'solid-js';", 'engines know no Solid'],
  ['client/components/call/Tile.tsx', "import { engine } from '../../call/call-engine.ts';", 'never engines'],
  ['server/log.ts', 'const level = process.env.LOG_LEVEL;', 'reads the environment'],
];

test.each(breaches)('%s breaks a direction with %s', (path, source, why) => {
  expect(findBreaches(path, source)).toEqual([expect.stringContaining(why)]);
});

const fine: readonly [path: string, source: string][] = [
  ['client/api/trpc.ts', "import type { AppRouter } from '../../server/trpc/router.ts';"],
  ['server/sfu/workers.ts', "import * as mediasoup from 'mediasoup';"],
  ['server/messages/send.ts', "import { eq } from 'drizzle-orm';"],
  ['client/call/peer-link.ts', "import { MESH_LIMIT } from '../../protocol/limits.ts';"],
  ['client/call/sfu-link.ts', "import { Device } from 'mediasoup-client';"],
  ['client/components/call/Tile.tsx', "import type { CallState } from '../../call/call-state.ts';"],
  ['server/config.ts', 'readConfig(process.env)'],
];

test.each(fine)('%s may say %s', (path, source) => {
  expect(findBreaches(path, source)).toEqual([]);
});
