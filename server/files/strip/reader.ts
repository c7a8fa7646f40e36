/** The file is not of the form that its first bytes promise. */
export class StripError extends Error {
  override readonly name = 'StripError';
}

export type Bytes = Uint8Array<ArrayBuffer>;

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Exactly these bytes; throws where the file is shorter. */
export function take(bytes: Bytes, from: number, length: number): Bytes {
  if (length < 0 || from < 0 || from + length > bytes.length) throw new StripError('The picture is cut off.');
  return bytes.subarray(from, from + length);
}

export function join(parts: readonly Uint8Array[]): Bytes {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export const ascii = (text: string): Bytes => new Uint8Array(Array.from(text, (c) => c.charCodeAt(0)));

export function startsWith(bytes: Uint8Array, text: string): boolean {
  return bytes.length >= text.length && ascii(text).every((byte, at) => bytes[at] === byte);
}
