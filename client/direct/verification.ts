import { sha256 } from 'hash-wasm';

const GROUPS = 6;

/** Of a description: the certificate that its connection proves to hold. */
export function fingerprintOf(sdp: string): string | null {
  const line = /^a=fingerprint:(\S+) ([0-9A-F:]+)\s*$/im.exec(sdp);
  return line ? `${line[1]} ${line[2]}`.toLowerCase() : null;
}

/**
 * What two people read to each other: the same on both sides where both hold the certificates that the other was told,
 * and no other where somebody stands between them.
 */
export async function verificationCode(mine: string, theirs: string): Promise<string> {
  const digest = BigInt(`0x${await sha256([mine, theirs].toSorted().join('\n'))}`);
  const digits = String(digest % 10n ** BigInt(GROUPS * 4)).padStart(GROUPS * 4, '0');
  return digits.match(/\d{4}/g)?.join(' ') ?? '';
}
