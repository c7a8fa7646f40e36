import { createPrivateKey, X509Certificate } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { join } from 'node:path';
import { type Config, ConfigError } from '../config.ts';
import { lanAddresses } from './lan.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const VALID_DAYS = 365;
const RENEW_BEFORE_DAYS = 30;

export interface TlsFiles {
  readonly cert: string;
  readonly key: string;
}

/** null: plain http. A self-signed certificate is made once and kept until it runs out or the addresses change. */
export async function prepareTls(
  config: Pick<Config, 'tls' | 'dataDir' | 'publicUrl'>,
): Promise<TlsFiles | null> {
  switch (config.tls.kind) {
    case 'off':
      return null;
    case 'files':
      return checked({
        cert: await readSetting('TLS_CERT', config.tls.cert),
        key: await readSetting('TLS_KEY', config.tls.key),
      });
    case 'self-signed':
      return selfSigned(join(config.dataDir, 'tls'), namesOf(config.publicUrl));
    default:
      return config.tls satisfies never;
  }
}

async function readSetting(setting: string, path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    throw new ConfigError(`${setting} must be a file that can be read; ${path} cannot.`);
  }
}

function checked(files: TlsFiles): TlsFiles {
  const certificate = parseOr(
    'TLS_CERT must be a file with a certificate in PEM form.',
    () => new X509Certificate(files.cert),
  );
  const key = parseOr('TLS_KEY must be a file with a private key in PEM form.', () =>
    createPrivateKey(files.key),
  );
  if (!certificate.checkPrivateKey(key))
    throw new ConfigError('TLS_KEY is not the key of the certificate in TLS_CERT.');
  return files;
}

function parseOr<T>(complaint: string, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    throw new ConfigError(complaint, { cause: error });
  }
}

function namesOf(publicUrl: string | null): string[] {
  const names = ['localhost', '127.0.0.1', '::1', ...lanAddresses()];
  const own = publicUrl === null ? [] : [new URL(publicUrl).hostname.replaceAll(/[[\]]/g, '')];
  return [...new Set([...names, ...own])];
}

export async function selfSigned(folder: string, names: readonly string[]): Promise<TlsFiles> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const paths = { cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') };
  const kept = await readKept(paths);
  if (kept && covers(kept.cert, names)) return kept;
  const made = await makeCertificate(names);
  await replace(paths.key, made.key, 0o600);
  await replace(paths.cert, made.cert, 0o644);
  return made;
}

async function readKept(paths: TlsFiles): Promise<TlsFiles | null> {
  try {
    return { cert: await readFile(paths.cert, 'utf8'), key: await readFile(paths.key, 'utf8') };
  } catch {
    return null;
  }
}

function covers(pem: string, names: readonly string[]): boolean {
  try {
    const certificate = new X509Certificate(pem);
    const left = Date.parse(certificate.validTo) - Date.now();
    const holds = (name: string) => (isIP(name) ? certificate.checkIP(name) : certificate.checkHost(name));
    return left > RENEW_BEFORE_DAYS * DAY_MS && names.every((name) => holds(name) !== undefined);
  } catch {
    return false;
  }
}

async function makeCertificate(names: readonly string[]): Promise<TlsFiles> {
  const { generate } = await import('selfsigned');
  const now = Date.now();
  const made = await generate([{ name: 'commonName', value: 'Parley' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    // An hour back: a phone's clock may be behind.
    notBeforeDate: new Date(now - 60 * 60 * 1000),
    notAfterDate: new Date(now + VALID_DAYS * DAY_MS),
    extensions: [
      { name: 'basicConstraints', cA: false },
      { name: 'keyUsage', digitalSignature: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: names.map((name) => (isIP(name) ? { type: 7, ip: name } : { type: 2, value: name })),
      },
    ],
  });
  return { cert: made.cert, key: made.private };
}

async function replace(path: string, content: string, mode: number): Promise<void> {
  await writeFile(`${path}.new`, content, { mode });
  await rename(`${path}.new`, path);
}
