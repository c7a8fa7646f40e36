import { dirname, join, normalize, resolve } from 'node:path';

/** One direction that no import may take. */
interface Direction {
  readonly from: RegExp;
  readonly to: RegExp;
  readonly typesToo: boolean;
  readonly why: string;
}

/** `to` is matched against a path inside the project, or a package's name. */
const FORBIDDEN: readonly Direction[] = [
  {
    from: /^protocol\//,
    to: /^(server|client|db|bin|tools)\//,
    typesToo: true,
    why: 'protocol imports neither side',
  },
  {
    from: /^(server|db)\//,
    to: /^client\//,
    typesToo: true,
    why: 'the server side never imports the client',
  },
  { from: /^db\//, to: /^server\//, typesToo: true, why: 'the database does not know the server' },
  { from: /^client\//, to: /^db\//, typesToo: true, why: 'the client never imports the database' },
  { from: /^client\//, to: /^server\//, typesToo: false, why: 'the client takes only types from the server' },
  {
    from: /^client\//,
    to: /^server\/(?!trpc\/router\.ts$)/,
    typesToo: true,
    why: 'the client takes only AppRouter from the server',
  },
  {
    from: /^(?!server\/sfu\/)/,
    to: /^mediasoup(\/|$)/,
    typesToo: true,
    why: 'only server/sfu imports mediasoup',
  },
  {
    from: /^(protocol|client|server\/(trpc|realtime|sfu|http|storage)|server\/.*router\.ts$)/,
    to: /^drizzle-orm(\/|$)/,
    typesToo: false,
    why: 'only domain functions and db touch drizzle',
  },
  {
    from: /^client\/(call|socket|direct|outbox|upload|local|drafts|voice|notify|worker)\//,
    to: /^(solid-js|@solidjs\/|@kobalte\/|lucide-solid|virtua)|\.tsx$/,
    typesToo: true,
    why: 'engines know no Solid',
  },
  {
    from: /^client\/(components|ui)\//,
    to: /^client\/(call|socket|direct|outbox|upload|local|voice|notify|worker)\//,
    typesToo: false,
    why: 'components use stores, never engines',
  },
];

const IMPORT =
  /(?:^|\n)\s*(?:import|export)\s+(type\s+)?(?:[\w*{}\s,$]+?\sfrom\s+)?['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/g;
const READS_ENVIRONMENT = /\b(process\.env|Bun\.env)\b/;
const MAY_READ_ENVIRONMENT = /^server\/(config|main)\.ts$|\.config\.ts$/;

/** Every breach in one file, as a sentence; `path` is relative to the project. */
export function findBreaches(path: string, source: string): string[] {
  const breaches: string[] = [];
  for (const { index, 1: typeOnly, 2: fixed, 3: dynamic } of source.matchAll(IMPORT)) {
    const target = resolveImport(path, fixed ?? dynamic ?? '');
    const broken = FORBIDDEN.find(
      ({ from, to, typesToo }) => from.test(path) && to.test(target) && (typesToo || !typeOnly),
    );
    const line = source.slice(0, index).trimEnd().split('\n').length + 1;
    if (broken) breaches.push(`${path}:${line} imports ${target}: ${broken.why}`);
  }
  if (/^(server|db|client|protocol)\//.test(path) && !MAY_READ_ENVIRONMENT.test(path)) {
    const line = source.split('\n').findIndex((text) => READS_ENVIRONMENT.test(text));
    if (line >= 0) breaches.push(`${path}:${line + 1} reads the environment: only server/config.ts does`);
  }
  return breaches;
}

function resolveImport(path: string, specifier: string): string {
  return specifier.startsWith('.') ? normalize(join(dirname(path), specifier)) : specifier;
}

/** Tests may reach across: they stand for both sides. */
export async function findAllBreaches(project: string): Promise<string[]> {
  const sources = new Bun.Glob('{protocol,db,server,client}/**/*.{ts,tsx}').scan({ cwd: project });
  const breaches: string[] = [];
  for await (const path of sources) {
    if (path.includes('.test.') || path.startsWith('client/dist/')) continue;
    breaches.push(...findBreaches(path, await Bun.file(join(project, path)).text()));
  }
  return breaches.toSorted();
}

if (import.meta.main) {
  const breaches = await findAllBreaches(resolve(import.meta.dir, '../..'));
  for (const breach of breaches) console.error(breach);
  process.exit(breaches.length === 0 ? 0 : 1);
}
