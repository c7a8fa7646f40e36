import { afterAll, beforeAll, expect, test } from 'bun:test';
import { findFreePort } from '../../db/embedded/postmaster.ts';
import { buildah, buildahCommand, buildImage, provideBase } from './buildah.ts';

const TAG = 'localhost/parley';
const LONG_MS = 29 * 60_000;
let container = '';

beforeAll(async () => {
  await buildImage(TAG, await provideBase());
  container = (await buildah('from', [TAG])).split('\n').at(-1) ?? '';
}, LONG_MS);

afterAll(async () => {
  if (container) await buildah('rm', [container]);
});

test('the image runs as an ordinary user and says how to ask for its health', async () => {
  const { Docker } = JSON.parse(await buildah('inspect', ['--type', 'image', TAG])) as {
    Docker: { config: { User: string; Healthcheck?: { Test: string[] } } };
  };
  expect(Docker.config.User).toBe('parley');
  expect(Docker.config.Healthcheck?.Test).toContain('deploy/docker/healthcheck.ts');
});

test('the image serves /readyz with its own database and its own media worker', async () => {
  const port = findFreePort();
  const settings = { PORT: port, HOST: '127.0.0.1', MEDIA_PORT: findFreePort(), MEDIA_WORKERS: 1 };
  const env = Object.entries(settings).flatMap(([name, value]) => ['--env', `${name}=${value}`]);
  const start = ['run', '--isolation', 'chroot', ...env, container, '--', 'bun', 'server/main.ts'];
  const server = Bun.spawn(buildahCommand(...start), { stdio: ['ignore', 'inherit', 'inherit'] });
  try {
    const response = await firstAnswer(`http://127.0.0.1:${port}/readyz`, server);
    expect(response.status).toBe(200);
    const check = Bun.spawnSync(
      buildahCommand(
        'run',
        '--isolation',
        'chroot',
        ...env,
        container,
        '--',
        'bun',
        'deploy/docker/healthcheck.ts',
      ),
    );
    expect(check.exitCode).toBe(0);
  } finally {
    server.kill('SIGTERM');
    await server.exited;
  }
}, 120_000);

async function firstAnswer(url: string, server: Bun.Subprocess): Promise<Response> {
  for (let tries = 0; tries < 300; tries++) {
    if (server.exitCode !== null) throw new Error(`The server ended with code ${server.exitCode}`);
    const response = await fetch(url).catch(() => null);
    if (response?.ok) return response;
    await Bun.sleep(200);
  }
  return await fetch(url);
}
