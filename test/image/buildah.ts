import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT } from '../run/checks.ts';
import { run } from '../run/process.ts';

/** Outside the project, whose tools would search it, and on a disk: a system image is no matter for memory. */
const FOLDER = `/var/tmp/parley-image-${process.getuid?.() ?? 0}`;
const RELEASE = 'bookworm';
const BASE = `localhost/parley-base-${RELEASE}`;
const AUTHORITIES = '/etc/ssl/certs/ca-certificates.crt';
const MINUTE_MS = 60_000;

/** Without overlays every layer is a whole copy of the one below it: gigabytes, but it works anywhere. */
const DRIVER = readFileSync('/proc/filesystems', 'utf8').includes('overlay') ? 'overlay' : 'vfs';
const STORAGE = [
  ...['--storage-driver', DRIVER],
  ...['--root', join(FOLDER, 'storage'), '--runroot', join(FOLDER, 'run')],
];

export async function buildah(
  command: string,
  args: readonly string[],
  timeoutMs = MINUTE_MS,
): Promise<string> {
  const logFile = join(FOLDER, `${command}.log`);
  const { code } = await run(['buildah', ...STORAGE, command, ...args], { timeoutMs, logFile });
  const said = await Bun.file(logFile).text();
  if (code !== 0) throw new Error(`buildah ${command} ended with ${code}: ${said.slice(-2000)}`);
  return said.trim();
}

export function buildahCommand(...args: string[]): string[] {
  return ['buildah', ...STORAGE, ...args];
}

/** A bare Debian, made once; it brings this machine's certificate authorities and package sources. */
export async function provideBase(): Promise<string> {
  const images = await buildah('images', ['--format', '{{.Name}}']);
  if (images.split('\n').includes(BASE)) return BASE;
  const root = join(FOLDER, RELEASE);
  if (!existsSync(join(root, 'etc/debian_version'))) {
    mkdirSync(FOLDER, { recursive: true });
    const logged = { timeoutMs: 5 * MINUTE_MS, logFile: join(FOLDER, 'debootstrap.log') };
    const options = ['--variant=minbase', '--include=ca-certificates'];
    const { code } = await run(['debootstrap', ...options, RELEASE, root], logged);
    if (code !== 0) throw new Error(`debootstrap ended with ${code}, see ${logged.logFile}`);
    await Bun.write(join(root, AUTHORITIES), Bun.file(AUTHORITIES));
  }
  const container = (await buildah('from', ['scratch'])).split('\n').at(-1) ?? '';
  await buildah('add', ['--quiet', container, root, '/'], 5 * MINUTE_MS);
  await buildah('commit', ['--quiet', '--rm', container, BASE], 5 * MINUTE_MS);
  return BASE;
}

/** The one that this machine uses: in the image there is no npm that knows it. */
async function registryOf(): Promise<string> {
  const named = process.env.npm_config_registry;
  if (named) return named;
  const npm = Bun.which('npm');
  return npm === null ? '' : (await Bun.$`${npm} config get registry`.quiet().text()).trim();
}

export async function buildImage(tag: string, base: string, target?: string): Promise<void> {
  const options = ['--isolation', 'chroot', '--layers', '--format', 'docker', '--build-arg', `BASE=${base}`];
  options.push('--build-arg', `npm_config_registry=${await registryOf()}`);
  if (target) options.push('--target', target);
  await buildah('build', [...options, '--tag', tag, PROJECT], 25 * MINUTE_MS);
}
