/** A setting and where it comes from. Of a secret nothing is told but that it is set. */
export interface ShownSetting {
  readonly name: string;
  /** null: not set, or a secret. */
  readonly value: string | null;
  readonly source: 'default' | 'environment';
  readonly isSecret: boolean;
}

/** Those that hold a password or a key. Of addresses the part that signs in is left out. */
const SECRETS: ReadonlySet<string> = new Set([
  'S3_ACCESS_KEY_ID',
  'S3_SECRET_ACCESS_KEY',
  'TURN_SECRET',
  'METRICS_TOKEN',
]);

export function listSettings(
  names: readonly string[],
  given: Readonly<Record<string, string | undefined>>,
  defaults: Readonly<Record<string, unknown>>,
): ShownSetting[] {
  return names.map((name) => {
    const own = given[name];
    const isSecret = SECRETS.has(name);
    const source = own === undefined ? 'default' : 'environment';
    const value = own ?? defaultOf(defaults[name]);
    return { name, source, isSecret, value: isSecret || value === null ? null : withoutPassword(value) };
  });
}

function defaultOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function withoutPassword(value: string): string {
  if (!URL.canParse(value)) return value;
  const url = new URL(value);
  if (url.password === '' && url.username === '' && url.search === '') return value;
  // A query may carry a password, too.
  [url.username, url.password, url.search] = ['', '', ''];
  return url.href;
}
