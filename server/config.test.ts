import { describe, expect, test } from 'bun:test';
import { ConfigError, readConfig } from './config.ts';

/** The sentence that a wrong setting is answered with. */
function complaint(env: Record<string, string>): string {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return 'none';
}

test('without any setting Parley is one process with everything inside', () => {
  const config = readConfig({});
  expect(config).toMatchObject({
    port: 3000,
    publicUrl: null,
    databaseUrl: null,
    redisUrl: null,
    storage: { kind: 'disk' },
    tls: { kind: 'off' },
    registration: 'open',
    media: { port: 40_000, workers: null, meshLimit: 4 },
  });
  expect(config.dataDir).toEndWith('/data');
});

test('an empty setting counts as none', () => {
  expect(readConfig({ PORT: '', DATABASE_URL: '', TLS: '' })).toEqual(readConfig({}));
});

test('lists are read with and without spaces; the public address loses its slash', () => {
  const config = readConfig({
    TRUSTED_PROXIES: '10.0.0.0/8, ::1',
    ANNOUNCED_ADDRESS: '192.0.2.1,2001:db8::1',
    PUBLIC_URL: 'https://chat.test/',
  });
  expect(config.trustedProxies).toEqual([
    { address: '10.0.0.0', prefix: 8, family: 'ipv4' },
    { address: '::1', prefix: 128, family: 'ipv6' },
  ]);
  expect(config.media.announcedAddresses).toEqual(['192.0.2.1', '2001:db8::1']);
  expect(config.publicUrl).toBe('https://chat.test');
});

describe('a wrong setting is named, with how to mend it', () => {
  const wrong: [Record<string, string>, string][] = [
    [{ PORT: 'http' }, 'PORT must be a whole number from 0 to 65535.'],
    [{ PORT: '65536' }, 'PORT must be a whole number from 0 to 65535.'],
    [{ PUBLIC_URL: 'chat.test' }, 'PUBLIC_URL must be an address that starts with http:// or https://.'],
    [{ PUBLIC_URL: 'https://chat.test/parley' }, 'PUBLIC_URL must be an origin without a path.'],
    [
      { DATABASE_URL: 'mysql://db' },
      'DATABASE_URL must be an address that starts with postgres:// or postgresql://.',
    ],
    [{ REDIS_URL: 'http://redis' }, 'REDIS_URL must be an address that starts with redis:// or rediss://.'],
    [{ S3_ENDPOINT: 'minio' }, 'S3_ENDPOINT must be an address that starts with http:// or https://.'],
    [
      { S3_BUCKET: 'files' },
      'S3_ENDPOINT, S3_BUCKET, S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY go together: set all or none.',
    ],
    [{ TLS: 'on' }, 'TLS must be one of: off, self-signed.'],
    [{ TLS_CERT: '/cert.pem' }, 'TLS_CERT and TLS_KEY go together: set both or neither.'],
    [
      { TLS: 'self-signed', TLS_CERT: '/cert.pem', TLS_KEY: '/key.pem' },
      'TLS and TLS_CERT contradict each other: remove TLS, or TLS_CERT and TLS_KEY.',
    ],
    [{ MEDIA_PORT: '0' }, 'MEDIA_PORT must be a whole number from 1 to 65535.'],
    [{ MEDIA_WORKERS: 'many' }, 'MEDIA_WORKERS must be a whole number from 0 to 64.'],
    [{ PORT: '40001', MEDIA_WORKERS: '2' }, 'PORT 40001 is one of the ports of MEDIA_PORT: set them apart.'],
    [{ MEDIA_PORT: '65535', MEDIA_WORKERS: '2' }, 'MEDIA_PORT 65535 leaves no room for MEDIA_WORKERS 2.'],
    [{ MESH_LIMIT: '7' }, 'MESH_LIMIT must be a whole number from 2 to 6.'],
    [{ MESH_LIMIT: '1' }, 'MESH_LIMIT must be a whole number from 2 to 6.'],
    [{ RING_SECONDS: '4' }, 'RING_SECONDS must be a whole number from 5 to 300.'],
    [
      { STUN_URLS: 'stun.test' },
      'STUN_URLS must be a comma-separated list of addresses like stun:host:3478.',
    ],
    [
      { TURN_URLS: 'stun:turn.test', TURN_SECRET: 'x' },
      'TURN_URLS must be a comma-separated list of addresses like turn:host:3478.',
    ],
    [
      { TURN_URLS: 'turn:turn.test' },
      'TURN_URLS needs TURN_SECRET, the secret that the TURN server shares with Parley.',
    ],
    [{ UPLOAD_LIMIT_MB: '0' }, 'UPLOAD_LIMIT_MB must be a whole number from 1 to 1000000.'],
    [{ UPLOAD_LIMIT_MB: '1.5' }, 'UPLOAD_LIMIT_MB must be a whole number from 1 to 1000000.'],
    [{ REGISTRATION: 'yes' }, 'REGISTRATION must be one of: open, invite, closed.'],
    [{ LOG_LEVEL: 'loud' }, 'LOG_LEVEL must be one of: fatal, error, warn, info, debug, trace, silent.'],
    [
      { TRUSTED_PROXIES: 'caddy' },
      'TRUSTED_PROXIES must be a comma-separated list of addresses or networks like 10.0.0.0/8, not "caddy".',
    ],
    [
      { TRUSTED_PROXIES: '10.0.0.0/40' },
      'TRUSTED_PROXIES must be a comma-separated list of addresses or networks like 10.0.0.0/8, not "10.0.0.0/40".',
    ],
  ];
  for (const [env, sentence] of wrong) {
    const given = Object.entries(env).map((pair) => pair.join('='));
    test(given.join(' '), () => expect(complaint(env)).toBe(sentence));
  }
});
