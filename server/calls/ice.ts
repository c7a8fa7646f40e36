import type { IceServer } from '../../protocol/call.ts';
import type { UserId } from '../../protocol/ids.ts';
import type { Config } from '../config.ts';

/** How long TURN credentials hold: longer than nearly every call, as a relayed call ends with them. */
export const TURN_TTL_MS = 12 * 60 * 60_000;

/** STUN as set; TURN with credentials by the "TURN REST API" convention, which coturn checks by itself. */
export function iceServersFor(userId: UserId, ice: Config['ice'], now: number): IceServer[] {
  const servers: IceServer[] = [];
  if (ice.stunUrls.length > 0) servers.push({ urls: [...ice.stunUrls] });
  if (ice.turnUrls.length > 0 && ice.turnSecret !== null) {
    const username = `${Math.floor((now + TURN_TTL_MS) / 1000)}:${userId}`;
    const credential = new Bun.CryptoHasher('sha1', ice.turnSecret).update(username).digest('base64');
    servers.push({ urls: [...ice.turnUrls], username, credential });
  }
  return servers;
}
