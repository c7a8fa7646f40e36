/**
 * Scripts come from this server's files only; WebAssembly is for noise suppression and for checking files. Styles may stand in elements:
 * positions of virtual lists and tiles are computed.
 */
const CONTENT_SECURITY = [
  "default-src 'self'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "media-src 'self' blob: mediastream:",
  "worker-src 'self' blob:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

const EVERYWHERE = {
  'content-security-policy': CONTENT_SECURITY,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'same-origin',
  'permissions-policy':
    'camera=(self), microphone=(self), display-capture=(self), speaker-selection=(self), geolocation=(), payment=(), usb=()',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
} as const;

/** The browser keeps to https for the whole host name, whatever the port. */
const HTTPS_ONLY = { 'strict-transport-security': 'max-age=31536000' } as const;

/** A handler's own header stays: downloads have a stricter policy. */
export function secure(response: Response, options: { insistOnHttps: boolean }): Response {
  const wanted = options.insistOnHttps ? { ...EVERYWHERE, ...HTTPS_ONLY } : EVERYWHERE;
  for (const [name, value] of Object.entries(wanted)) {
    if (!response.headers.has(name)) response.headers.set(name, value);
  }
  return response;
}
