const ALPHABET = 'abcdefghijkmnpqrstuvwxyz23456789';

/** Not to be guessed: 130 bits. */
export function newRoomName(random = crypto.getRandomValues(new Uint8Array(26))): string {
  return Array.from(random, (byte) => ALPHABET[byte % ALPHABET.length]).join('');
}

export const roomPath = (room: string): string => `/direct/${encodeURIComponent(room)}`;

/** As an address has it; what no address can be is no room either. */
export function roomOf(segment: string): string {
  try {
    return decodeURIComponent(segment).trim();
  } catch {
    return segment;
  }
}
