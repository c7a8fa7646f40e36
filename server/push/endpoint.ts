import { isIP } from 'node:net';

const MAX_NAME_LENGTH = 253;

/**
 * Whether the server may be made to call this address: a push service has a name of its own on the public network, and
 * speaks https on its usual port. Names that only a local network knows are refused with everything else.
 */
export function isPublicEndpoint(endpoint: string): boolean {
  if (!URL.canParse(endpoint)) return false;
  const { protocol, hostname, port, username, password } = new URL(endpoint);
  if (protocol !== 'https:' || port !== '' || username !== '' || password !== '') return false;
  const name = hostname.replace(/\.$/, '');
  if (isIP(name.replace(/^\[|\]$/g, '')) !== 0 || name.length > MAX_NAME_LENGTH) return false;
  return name.includes('.') && !LOCAL.some((suffix) => name === suffix.slice(1) || name.endsWith(suffix));
}

const LOCAL = [
  '.localhost',
  '.local',
  '.internal',
  '.intranet',
  '.lan',
  '.home',
  '.corp',
  '.home.arpa',
  '.test',
];
