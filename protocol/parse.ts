import * as v from 'valibot';
import type { Down } from './down.ts';
import { invalid, type ParleyError, tooLarge } from './errors.ts';
import { MAX_FRAME_BYTES } from './limits.ts';
import { type Envelope, envelopeSchema } from './up.ts';

/** The server's half: frames are JSON text of at most `MAX_FRAME_BYTES` bytes. */
export function encodeDown(down: Down): string {
  return JSON.stringify(down);
}

export type Decoded = { ok: true; envelope: Envelope } | { ok: false; id: number | null; error: ParleyError };

/** Never throws; `id` is told where it could be read, so that the error reaches the request it belongs to. */
export function decodeUp(frame: string | Uint8Array): Decoded {
  if (typeof frame !== 'string') return fail(null, invalid('Frames are text.'));
  if (byteLength(frame) > MAX_FRAME_BYTES) {
    return fail(null, tooLarge(`A frame has at most ${MAX_FRAME_BYTES} bytes.`));
  }
  const json = parse(frame);
  if (json === undefined) return fail(null, invalid('The frame is not JSON.'));
  const result = v.safeParse(envelopeSchema, json, { abortEarly: true });
  if (result.success) return { ok: true, envelope: result.output };
  const [issue] = result.issues;
  const path = v.getDotPath(issue) ?? 'frame';
  return fail(idOf(json), invalid(`${path}: not as expected.`));
}

function fail(id: number | null, error: ParleyError): Decoded {
  return { ok: false, id, error };
}

/** UTF-8 bytes; counted only where the length leaves it open. */
function byteLength(text: string): number {
  return text.length * 3 <= MAX_FRAME_BYTES ? text.length : new TextEncoder().encode(text).length;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function idOf(json: unknown): number | null {
  if (typeof json !== 'object' || json === null || !('id' in json)) return null;
  return typeof json.id === 'number' ? json.id : null;
}
