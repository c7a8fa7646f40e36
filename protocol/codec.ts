import type { Down } from './down.ts';
import type { UpInput } from './up.ts';

/** The client's half. Frames are JSON text; the server's half, with the schemas, is parse.ts. */
export function encodeUp(up: UpInput, id?: number): string {
  return JSON.stringify(id === undefined ? { up } : { id, up });
}

/** The server is trusted to keep its own schema (its tests hold it to that): only the envelope is looked at. */
export function decodeDown(frame: string): Down | null {
  try {
    const json: unknown = JSON.parse(frame);
    if (typeof json !== 'object' || json === null || !('t' in json)) return null;
    return json as Down;
  } catch {
    return null;
  }
}
