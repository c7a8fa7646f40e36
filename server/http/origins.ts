import { forbidden } from '../../protocol/errors.ts';

/**
 * Refuses what a foreign page sends in a signed-in user's name. Programs send neither header and are let through:
 * nobody's cookie travels with them unasked.
 */
export function checkOrigin(request: Request, publicUrl: string | null): void {
  if (!changesState(request.method)) return;
  if (isForeign(request, publicUrl)) throw forbidden('This request came from a page of another site.');
}

/** A browser always names the origin of a WebSocket, so one without is no page of ours. */
export function checkUpgradeOrigin(request: Request, publicUrl: string | null): void {
  if (request.headers.get('origin') === null || isForeign(request, publicUrl)) {
    throw forbidden('This connection came from a page of another site.');
  }
}

function isForeign(request: Request, publicUrl: string | null): boolean {
  const site = request.headers.get('sec-fetch-site');
  if (site !== null && site !== 'same-origin' && site !== 'none') return true;
  const origin = request.headers.get('origin');
  return origin !== null && !isOwn(origin, request, publicUrl);
}

function isOwn(origin: string, request: Request, publicUrl: string | null): boolean {
  if (publicUrl !== null) return origin === publicUrl;
  return URL.canParse(origin) && new URL(origin).host === request.headers.get('host')?.toLowerCase();
}

function changesState(method: string): boolean {
  return method !== 'GET' && method !== 'HEAD' && method !== 'OPTIONS';
}
