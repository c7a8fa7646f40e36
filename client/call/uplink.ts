import type { LinkReport } from './flow-book.ts';

/** What a link may be taken to carry while nothing holds it back: its estimate only grows with what is sent. */
const UNLIMITED_KBPS = 2_000;

/** What this device can send to all peers together; null while it has no peer connection to tell by. */
export function uplinkOf(reports: readonly LinkReport[]): number | null {
  const connections = reports
    .filter(({ link }) => link.kind === 'mesh')
    .flatMap((report) => report.connections)
    .filter(({ state }) => state === 'connected');
  if (connections.length === 0) return null;
  return Math.round(
    connections.reduce((sum, { uplink: { availableKbps, limited } }) => {
      const known = availableKbps ?? UNLIMITED_KBPS;
      return sum + (limited ? known : Math.max(known, UNLIMITED_KBPS));
    }, 0),
  );
}
