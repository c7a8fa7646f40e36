import { expect, test } from 'bun:test';
import { callLine, type RecentCall } from './call-line.ts';

const MINUTE = 60_000;
const base: RecentCall = {
  id: 'call',
  conversationId: 'watercooler',
  startedBy: 'alice',
  video: true,
  startedAt: 0,
  answeredAt: MINUTE,
  endedAt: 13 * MINUTE,
  reason: 'hangup',
};

test('a call tells its direction, kind and length', () => {
  expect(callLine(base, 'alice')).toBe('Outgoing video call, 12 min');
  expect(callLine({ ...base, video: false }, 'bob')).toBe('Incoming audio call, 12 min');
});

test('a call nobody answered is missed for the callee and without answer for the caller', () => {
  const unanswered: RecentCall = { ...base, answeredAt: null, reason: 'missed' };
  expect(callLine(unanswered, 'bob')).toBe('Missed video call');
  expect(callLine(unanswered, 'alice')).toBe('Outgoing video call, no answer');
});

test('a call that runs says so', () => {
  expect(callLine({ ...base, endedAt: null, reason: null }, 'alice')).toBe('Outgoing video call, running');
});
