import { resolve } from 'node:path';
import * as v from 'valibot';
import { type Network, parseNetwork } from './networks.ts';
import { listSettings, type ShownSetting } from './shown-settings.ts';

/** The only reader of the environment. A wrong or contradictory setting throws a `ConfigError`. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value !== ''),
  );
  const result = v.safeParse(settingsSchema, given, { abortPipeEarly: true });
  if (!result.success) throw new ConfigError(sentenceOf(result.issues[0]));
  const s = result.output;
  checkTogether(s);
  checkPorts(s);
  return {
    port: s.PORT,
    host: s.HOST,
    publicUrl: s.PUBLIC_URL ?? null,
    dataDir: resolve(s.DATA_DIR),
    databaseUrl: s.DATABASE_URL ?? null,
    redisUrl: s.REDIS_URL ?? null,
    storage: storageOf(s),
    tls: tlsOf(s),
    media: {
      port: s.MEDIA_PORT,
      workers: s.MEDIA_WORKERS ?? null,
      announcedAddresses: s.ANNOUNCED_ADDRESS,
      meshLimit: s.MESH_LIMIT,
    },
    ringMs: s.RING_SECONDS * 1000,
    ice: { stunUrls: s.STUN_URLS, turnUrls: s.TURN_URLS, turnSecret: s.TURN_SECRET ?? null },
    uploadLimitBytes: s.UPLOAD_LIMIT_MB * 1024 * 1024,
    registration: s.REGISTRATION,
    trustedProxies: s.TRUSTED_PROXIES,
    meet: {
      who: s.MEET,
      path: s.MEET_PATH ?? (s.TURN_URLS.length > 0 ? 'relay' : 'sfu'),
      lengthMs: s.MEET_SECONDS * 1000,
      keepsText: s.MEET_KEEP_TEXT === 'on',
    },
    metricsToken: s.METRICS_TOKEN ?? null,
    shown: listSettings(Object.keys(settingsSchema.entries), given, v.getDefaults(settingsSchema)),
    logLevel: s.LOG_LEVEL,
  };
}

/** Its message is the one sentence that is printed before the start is given up. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

export interface Config {
  readonly port: number;
  readonly host: string;
  /** Origin without a trailing slash; null: whatever address the page was opened at, on this host. */
  readonly publicUrl: string | null;
  readonly dataDir: string;
  /** null: the embedded PostgreSQL in `dataDir`. */
  readonly databaseUrl: string | null;
  /** null: one process, the bus in memory. */
  readonly redisUrl: string | null;
  readonly storage: StorageConfig;
  readonly tls: TlsConfig;
  readonly media: {
    /** UDP and TCP; one port a worker, counted up from here. */
    readonly port: number;
    /** null: one for each core. */
    readonly workers: number | null;
    readonly announcedAddresses: readonly string[];
    /** Participants that a call may have before it moves to the SFU. */
    readonly meshLimit: number;
  };
  /** How long a call rings before it counts as missed. */
  readonly ringMs: number;
  readonly ice: {
    readonly stunUrls: readonly string[];
    readonly turnUrls: readonly string[];
    readonly turnSecret: string | null;
  };
  readonly uploadLimitBytes: number;
  readonly registration: 'open' | 'invite' | 'closed';
  /** Addresses or CIDR blocks whose X-Forwarded-For and X-Forwarded-Proto are believed. */
  readonly trustedProxies: readonly Network[];
  readonly meet: MeetConfig;
  /** null: /metrics answers on loopback only. */
  readonly metricsToken: string | null;
  /** Every setting as whoever runs this server may see it. */
  readonly shown: readonly ShownSetting[];
  readonly logLevel: Settings['LOG_LEVEL'];
}
export interface MeetConfig {
  readonly who: 'off' | 'members' | 'everyone';
  readonly path: 'relay' | 'sfu' | 'direct';
  /** How long a meeting lasts, and each extension. */
  readonly lengthMs: number;
  /** What strangers write is kept, and both are told. */
  readonly keepsText: boolean;
}
export type StorageConfig =
  | { readonly kind: 'disk' }
  | {
      readonly kind: 's3';
      readonly endpoint: string;
      readonly bucket: string;
      readonly region: string;
      readonly accessKeyId: string;
      readonly secretAccessKey: string;
    };
export type TlsConfig =
  | { readonly kind: 'off' }
  | { readonly kind: 'self-signed' }
  | { readonly kind: 'files'; readonly cert: string; readonly key: string };

const wholeNumber = (what: string, min: number, max: number) =>
  v.pipe(
    v.string(),
    v.trim(),
    v.regex(/^\d+$/, `${what} must be a whole number from ${min} to ${max}.`),
    v.transform(Number),
    v.minValue(min, `${what} must be a whole number from ${min} to ${max}.`),
    v.maxValue(max, `${what} must be a whole number from ${min} to ${max}.`),
  );
const oneOf = <const T extends readonly string[]>(what: string, options: T) =>
  v.picklist(options, `${what} must be one of: ${options.join(', ')}.`);
const list = v.pipe(
  v.string(),
  v.transform((text) => text.split(',').map((item) => item.trim())),
  v.transform((items) => items.filter((item) => item !== '')),
);
const url = (what: string, protocols: readonly string[]) =>
  v.pipe(
    v.string(),
    v.check(
      (text) => URL.canParse(text) && protocols.includes(new URL(text).protocol),
      `${what} must be an address that starts with ${protocols.map((p) => `${p}//`).join(' or ')}.`,
    ),
  );
const iceUrls = (what: string, schemes: readonly string[]) =>
  v.pipe(
    list,
    v.check(
      (items) => items.every((item) => schemes.some((scheme) => item.startsWith(`${scheme}:`))),
      `${what} must be a comma-separated list of addresses like ${schemes[0]}:host:3478.`,
    ),
  );

const networks = v.pipe(
  list,
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    const parsed = dataset.value.map((text) => ({ text, network: parseNetwork(text) }));
    const wrong = parsed.find(({ network }) => network === null);
    if (!wrong) return parsed.flatMap(({ network }) => network ?? []);
    addIssue({
      message: `TRUSTED_PROXIES must be a comma-separated list of addresses or networks like 10.0.0.0/8, not "${wrong.text}".`,
    });
    return NEVER;
  }),
);

const settingsSchema = v.object({
  PORT: v.optional(wholeNumber('PORT', 0, 65535), '3000'),
  HOST: v.optional(v.string(), '0.0.0.0'),
  PUBLIC_URL: v.optional(
    v.pipe(
      url('PUBLIC_URL', ['http:', 'https:']),
      v.check((text) => new URL(text).pathname === '/', 'PUBLIC_URL must be an origin without a path.'),
      v.transform((text) => new URL(text).origin),
    ),
  ),
  DATA_DIR: v.optional(v.string(), './data'),
  DATABASE_URL: v.optional(url('DATABASE_URL', ['postgres:', 'postgresql:'])),
  REDIS_URL: v.optional(url('REDIS_URL', ['redis:', 'rediss:'])),
  S3_ENDPOINT: v.optional(url('S3_ENDPOINT', ['http:', 'https:'])),
  S3_BUCKET: v.optional(v.string()),
  S3_REGION: v.optional(v.string(), 'us-east-1'),
  S3_ACCESS_KEY_ID: v.optional(v.string()),
  S3_SECRET_ACCESS_KEY: v.optional(v.string()),
  TLS: v.optional(oneOf('TLS', ['off', 'self-signed'])),
  TLS_CERT: v.optional(v.string()),
  TLS_KEY: v.optional(v.string()),
  MEDIA_PORT: v.optional(wholeNumber('MEDIA_PORT', 1, 65535), '40000'),
  MEDIA_WORKERS: v.optional(wholeNumber('MEDIA_WORKERS', 0, 64)),
  ANNOUNCED_ADDRESS: v.optional(list, ''),
  MESH_LIMIT: v.optional(wholeNumber('MESH_LIMIT', 2, 6), '4'),
  RING_SECONDS: v.optional(wholeNumber('RING_SECONDS', 5, 300), '45'),
  STUN_URLS: v.optional(iceUrls('STUN_URLS', ['stun', 'stuns']), ''),
  TURN_URLS: v.optional(iceUrls('TURN_URLS', ['turn', 'turns']), ''),
  TURN_SECRET: v.optional(v.string()),
  UPLOAD_LIMIT_MB: v.optional(wholeNumber('UPLOAD_LIMIT_MB', 1, 1_000_000), '100'),
  REGISTRATION: v.optional(oneOf('REGISTRATION', ['open', 'invite', 'closed']), 'open'),
  MEET: v.optional(oneOf('MEET', ['off', 'members', 'everyone']), 'members'),
  MEET_PATH: v.optional(oneOf('MEET_PATH', ['relay', 'sfu', 'direct'])),
  MEET_SECONDS: v.optional(wholeNumber('MEET_SECONDS', 10, 86_400), '300'),
  MEET_KEEP_TEXT: v.optional(oneOf('MEET_KEEP_TEXT', ['off', 'on']), 'off'),
  TRUSTED_PROXIES: v.optional(networks, ''),
  METRICS_TOKEN: v.optional(v.string()),
  LOG_LEVEL: v.optional(
    oneOf('LOG_LEVEL', ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']),
    'info',
  ),
});
type Settings = v.InferOutput<typeof settingsSchema>;

function checkTogether(s: Settings): void {
  if ((s.TLS_CERT === undefined) !== (s.TLS_KEY === undefined)) {
    throw new ConfigError('TLS_CERT and TLS_KEY go together: set both or neither.');
  }
  if (s.TLS !== undefined && s.TLS_CERT !== undefined) {
    throw new ConfigError('TLS and TLS_CERT contradict each other: remove TLS, or TLS_CERT and TLS_KEY.');
  }
  if (s.TURN_URLS.length > 0 && s.TURN_SECRET === undefined) {
    throw new ConfigError('TURN_URLS needs TURN_SECRET, the secret that the TURN server shares with Parley.');
  }
  if (s.MEET_PATH === 'relay' && s.TURN_URLS.length === 0) {
    throw new ConfigError('MEET_PATH=relay needs a TURN server: set TURN_URLS and TURN_SECRET.');
  }
  const s3 = [s.S3_ENDPOINT, s.S3_BUCKET, s.S3_ACCESS_KEY_ID, s.S3_SECRET_ACCESS_KEY];
  if (s3.some((value) => value !== undefined) && s3.some((value) => value === undefined)) {
    throw new ConfigError(
      'S3_ENDPOINT, S3_BUCKET, S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY go together: set all or none.',
    );
  }
}

/** Workers take one port each, counted up from MEDIA_PORT; a number not given is one for each core. */
function checkPorts(s: Settings): void {
  const last = s.MEDIA_PORT + Math.max(1, s.MEDIA_WORKERS ?? 1) - 1;
  if (last > 65535)
    throw new ConfigError(`MEDIA_PORT ${s.MEDIA_PORT} leaves no room for MEDIA_WORKERS ${s.MEDIA_WORKERS}.`);
  if (s.MEDIA_WORKERS !== 0 && s.PORT >= s.MEDIA_PORT && s.PORT <= last) {
    throw new ConfigError(`PORT ${s.PORT} is one of the ports of MEDIA_PORT: set them apart.`);
  }
}

function storageOf(s: Settings): StorageConfig {
  if (!s.S3_ENDPOINT || !s.S3_BUCKET || !s.S3_ACCESS_KEY_ID || !s.S3_SECRET_ACCESS_KEY)
    return { kind: 'disk' };
  return {
    kind: 's3',
    endpoint: s.S3_ENDPOINT,
    bucket: s.S3_BUCKET,
    region: s.S3_REGION,
    accessKeyId: s.S3_ACCESS_KEY_ID,
    secretAccessKey: s.S3_SECRET_ACCESS_KEY,
  };
}

function tlsOf(s: Settings): TlsConfig {
  if (s.TLS_CERT && s.TLS_KEY) return { kind: 'files', cert: s.TLS_CERT, key: s.TLS_KEY };
  return { kind: s.TLS ?? 'off' };
}

function sentenceOf(issue: v.BaseIssue<unknown>): string {
  const name = v.getDotPath(issue) ?? 'A setting';
  return issue.message.startsWith(name) ? issue.message : `${name}: ${issue.message}.`;
}
