import { describe, expect, test } from 'bun:test';
import type { SystemEvent } from '../../../protocol/chat.ts';
import { eventLine } from './preview.ts';

const nameOf = (id: string) => ({ alice: 'Alice', bob: 'Bob' })[id] ?? 'Someone';
const call = (outcome: 'ended' | 'missed' | 'cancelled', video = false): SystemEvent => ({
  kind: 'call',
  callId: 'call',
  outcome,
  video,
  durationMs: outcome === 'ended' ? 12 * 60_000 : 0,
});

describe('system lines', () => {
  test('a call says how long it was, or who missed it', () => {
    expect(eventLine(call('ended'), 'alice', nameOf, 'bob')).toBe('Call, 12 min');
    expect(eventLine(call('missed'), 'alice', nameOf, 'bob')).toBe('Missed call');
    expect(eventLine(call('missed'), 'alice', nameOf, 'alice')).toBe('Call, no answer');
    expect(eventLine(call('cancelled', true), 'alice', nameOf, 'bob')).toBe('Missed video call');
  });

  test('the reader is spoken to', () => {
    expect(eventLine({ kind: 'added', userId: 'bob' }, 'alice', nameOf, 'bob')).toBe('Alice added you');
    expect(eventLine({ kind: 'left', userId: 'bob' }, 'bob', nameOf, 'bob')).toBe('You left');
    expect(eventLine({ kind: 'removed', userId: 'bob' }, 'alice', nameOf, 'alice')).toBe('You removed Bob');
  });
});
