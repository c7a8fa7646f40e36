import { expect, test } from 'bun:test';
import type { LiveCall } from '../../protocol/call.ts';
import type { LinkReport } from './flow-book.ts';
import { JoinGauge } from './join-gauge.ts';

const call = (state: 'ringing' | 'active', kind: 'mesh' | 'sfu' = 'mesh') =>
  ({ state, topology: { kind, epoch: 0, meshEpoch: 0 } }) as LiveCall;

/** One connection each, on which so many bytes came. */
const reports = (...ways: [path: 'direct' | 'relay' | 'sfu', bytes: number][]) =>
  ways.map(([path, bytesReceived]) => ({
    link: { kind: path === 'sfu' ? 'sfu' : 'mesh' },
    connections: [{ path, carriers: [{ bytesReceived }] }],
  })) as unknown as LinkReport[];

test('who comes into a running call is measured from the wish, who called from the answer', () => {
  const joining = new JoinGauge(call('active'), 1_000);
  expect(joining.look(call('active'), reports(['direct', 0]), 1_200)).toBeNull();
  expect(joining.look(call('active'), reports(['direct', 9]), 1_350)).toEqual({
    tookMs: 350,
    path: 'direct',
  });
  const calling = new JoinGauge(call('ringing'), 1_000);
  expect(calling.look(call('ringing'), [], 8_000)).toBeNull();
  expect(calling.look(call('active'), [], 9_000)).toBeNull();
  expect(calling.look(call('active'), reports(['relay', 9]), 9_150)).toEqual({ tookMs: 150, path: 'relay' });
});

test('it is told once, and again where media takes another way; the time stays', () => {
  const gauge = new JoinGauge(call('active'), 0);
  expect(gauge.look(call('active'), reports(['direct', 9], ['relay', 9]), 100)).toEqual({
    tookMs: 100,
    path: 'relay',
  });
  expect(gauge.look(call('active'), reports(['direct', 9], ['relay', 12]), 200)).toBeNull();
  expect(gauge.look(call('active'), reports(['relay', 12], ['sfu', 5]), 300)).toBeNull();
  expect(gauge.look(call('active', 'sfu'), reports(['relay', 12], ['sfu', 5]), 400)).toEqual({
    tookMs: 100,
    path: 'sfu',
  });
});
