import type { Config } from '../config.ts';
import type { Caller } from '../http/caller.ts';

/** `__Host-` keeps a sibling domain from planting a cookie, but is for https only. */
const SECURE_NAME = '__Host-parley';
const PLAIN_NAME = 'parley';
const DEVICE = '-device';
export const SESSION_DAYS = 30;
const SESSION_SECONDS = SESSION_DAYS * 24 * 60 * 60;
/** As long as browsers keep any. */
const DEVICE_SECONDS = 400 * 24 * 60 * 60;

type CookieConfig = Pick<Config, 'tls' | 'publicUrl'>;

/** Where the server is known to be reached by https, the plain cookie does not count. */
export function readSessionToken(config: CookieConfig, request: Request): string | null {
  return read('', config, request);
}

/** Of a browser, whoever uses it. */
export function readDeviceToken(config: CookieConfig, request: Request): string | null {
  return read(DEVICE, config, request);
}

export function deviceCookie(token: string, config: CookieConfig, caller: Caller): string {
  return write(DEVICE, { token, maxAge: DEVICE_SECONDS }, config, caller);
}

/** Without TLS, as on localhost or a home network, a `Secure` cookie would not be kept: then it goes without. */
export function sessionCookie(
  token: string,
  config: CookieConfig,
  caller: Caller,
  seconds = SESSION_SECONDS,
): string {
  return write('', { token, maxAge: seconds }, config, caller);
}

export function endedSessionCookie(config: CookieConfig, caller: Caller): string {
  return write('', { token: '', maxAge: 0 }, config, caller);
}

function read(suffix: string, config: CookieConfig, request: Request): string | null {
  const cookies = new Bun.CookieMap(request.headers.get('cookie') ?? '');
  return cookies.get(SECURE_NAME + suffix) ?? (httpsOnly(config) ? null : cookies.get(PLAIN_NAME + suffix));
}

function write(
  suffix: string,
  { token, maxAge }: { readonly token: string; readonly maxAge: number },
  config: CookieConfig,
  caller: Caller,
): string {
  const secure = caller.secure || httpsOnly(config);
  return new Bun.Cookie((secure ? SECURE_NAME : PLAIN_NAME) + suffix, token, {
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
