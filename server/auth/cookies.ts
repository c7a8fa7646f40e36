import type { Config } from '../config.ts';
import type { Caller } from '../http/caller.ts';

/** `__Host-` keeps a sibling domain from planting a cookie, but is for https only. */
const SECURE_NAME = '__Host-parley';
const PLAIN_NAME = 'parley';
export const SESSION_DAYS = 30;
const SESSION_SECONDS = SESSION_DAYS * 24 * 60 * 60;

type CookieConfig = Pick<Config, 'tls' | 'publicUrl'>;

/** Where the server is known to be reached by https, the plain cookie does not count. */
export function readSessionToken(config: CookieConfig, request: Request): string | null {
  const cookies = new Bun.CookieMap(request.headers.get('cookie') ?? '');
  return cookies.get(SECURE_NAME) ?? (httpsOnly(config) ? null : cookies.get(PLAIN_NAME));
}

/** Without TLS, as on localhost or a home network, a `Secure` cookie would not be kept: then it goes without. */
export function sessionCookie(
  token: string,
  config: CookieConfig,
  caller: Caller,
  seconds = SESSION_SECONDS,
): string {
  return write(token, seconds, config, caller);
}

export function endedSessionCookie(config: CookieConfig, caller: Caller): string {
  return write('', 0, config, caller);
}

function write(token: string, maxAge: number, config: CookieConfig, caller: Caller): string {
  const secure = caller.secure || httpsOnly(config);
  return new Bun.Cookie(secure ? SECURE_NAME : PLAIN_NAME, token, {
    maxAge,
    secure,
    httpOnly: true,
    sameSite: 'lax',
    path: '/',
  }).serialize();
}

function httpsOnly({ tls, publicUrl }: CookieConfig): boolean {
  return tls.kind !== 'off' || publicUrl?.startsWith('https:') === true;
}
