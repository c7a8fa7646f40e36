import { expect, test } from 'bun:test';
import { downSchema } from './down.ts';
import { envelopeSchema } from './up.ts';
import { PROTOCOL_HISTORY, PROTOCOL_VERSION } from './version.ts';

/** A schema as plain data: its type, entries, options and limits, without functions and caches. */
function describeSchema(schema: unknown, seen = new Set<object>()): unknown {
  if (typeof schema !== 'object' || schema === null) return typeof schema === 'function' ? 'f' : schema;
  if (seen.has(schema)) return 'cycle';
  const inside = new Set([...seen, schema]);
  if (Array.isArray(schema)) return schema.map((item) => describeSchema(item, inside));
  const kept = Object.entries(schema).filter(([key]) => !key.startsWith('~') && key !== 'message');
  return Object.fromEntries(kept.map(([key, value]) => [key, describeSchema(value, inside)]));
}

function fingerprint(): string {
  const text = JSON.stringify(describeSchema([envelopeSchema, downSchema]));
  return new Bun.CryptoHasher('sha256').update(text).digest('hex').slice(0, 16);
}

test('a change of the schemas raises the version and writes its line of history', () => {
  const last = PROTOCOL_HISTORY.at(-1);
  expect(last?.version).toBe(PROTOCOL_VERSION);
  expect(last?.fingerprint).toBe(fingerprint());
  expect(PROTOCOL_HISTORY.map((line) => line.version)).toEqual(PROTOCOL_HISTORY.map((_, index) => index + 1));
});

test('the fingerprint sees a field that moved deep inside', () => {
  const before = JSON.stringify(describeSchema(envelopeSchema));
  expect(before).toContain('chat.send');
  expect(before).toContain('clientId');
});
