import { existsSync } from 'node:fs';
import { obtainWorker } from '../../tools/mediasoup-worker/obtain.ts';
import { run } from './process.ts';
import type { SuiteName } from './suites.ts';

const INSTALL_TIMEOUT_MS = 10 * 60_000;

/** A Debian package, by something that it brings. */
interface Requirement {
  readonly name: string;
  readonly brings: string;
}

const CHROMIUM: readonly Requirement[] = [
  { name: 'chromium', brings: '/usr/bin/chromium' },
  { name: 'chromium-headless-shell', brings: '/usr/bin/chromium-headless-shell' },
  { name: 'fonts-liberation', brings: '/usr/share/fonts/truetype/liberation' },
  { name: 'fonts-noto-color-emoji', brings: '/usr/share/fonts/truetype/noto/NotoColorEmoji.ttf' },
];
const REDIS: Requirement = { name: 'redis-server', brings: '/usr/bin/redis-server' };
const SWIFT: Requirement = {
  name: 'python3-swift',
  brings: '/usr/lib/python3/dist-packages/swift/common/middleware/s3api/s3api.py',
};
const COTURN: Requirement = { name: 'coturn', brings: '/usr/bin/turnserver' };

const REQUIREMENTS: Readonly<Record<SuiteName, readonly Requirement[]>> = {
  check: [],
  unit: [REDIS],
  integration: [REDIS, COTURN, SWIFT],
  browser: [...CHROMIUM, REDIS, COTURN],
  durability: [REDIS],
  image: [
    { name: 'buildah', brings: '/usr/bin/buildah' },
    { name: 'debootstrap', brings: '/usr/sbin/debootstrap' },
  ],
};

/** Installs what the suites need where this user may; answers the packages that are still missing. */
export async function provideRequirements(suites: readonly SuiteName[]): Promise<string[]> {
  const missing = () => [
    ...new Set(
      suites
        .flatMap((suite) => REQUIREMENTS[suite])
        .filter(({ brings }) => !existsSync(brings))
        .map(({ name }) => name),
    ),
  ];
  if (missing().length === 0) return [];
  if (process.getuid?.() === 0 && Bun.which('apt-get')) {
    console.log(`Installing ${missing().join(', ')} …`);
    const options = { timeoutMs: INSTALL_TIMEOUT_MS, env: { DEBIAN_FRONTEND: 'noninteractive' } };
    const logged = { ...options, logFile: 'test-results/apt.log' };
    await run(['apt-get', 'update', '-q'], logged);
    await run(['apt-get', 'install', '-q', '-y', '--no-install-recommends', ...missing()], logged);
  }
  return missing();
}

/** The tests need mediasoup's worker, so they wait for it; answers why there is none. */
export async function provideWorker(): Promise<string | null> {
  try {
    await obtainWorker({ onProgress: (line) => console.log(`mediasoup's worker: ${line}`) });
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
