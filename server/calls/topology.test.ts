import { expect, test } from 'bun:test';
import { MESH_CEILING, MESH_SETTLE_MS } from '../../protocol/limits.ts';
import { decide, isWeak, type TopologyFacts, WEAK_FOR_MS } from './topology.ts';

const MESH: TopologyFacts = {
  current: 'mesh',
  participants: 4,
  meshLimit: 4,
  sfu: 'ready',
  sfuLoad: 0,
  smallForMs: 0,
  weakForMs: 0,
  movedForUplink: false,
};
const SFU: TopologyFacts = { ...MESH, current: 'sfu' };

test('4.1 past the limit the SFU, if it is ready', () => {
  expect(decide(MESH)).toBe('mesh');
  expect(decide({ ...MESH, participants: 5 })).toBe('sfu');
  expect(decide({ ...MESH, participants: 5, sfu: 'preparing' })).toBe('mesh');
  expect(decide({ ...MESH, participants: 5, sfu: 'unavailable' })).toBe('mesh');
});

test('4.2 back to the mesh when it has settled', () => {
  expect(decide({ ...SFU, smallForMs: MESH_SETTLE_MS - 1 })).toBe('sfu');
  expect(decide({ ...SFU, smallForMs: MESH_SETTLE_MS })).toBe('mesh');
  expect(decide({ ...SFU, participants: 5, smallForMs: MESH_SETTLE_MS })).toBe('sfu');
});

test('4.3 a weak uplink moves a mesh of the limit, never two people, never to a busy SFU', () => {
  const weak = { ...MESH, weakForMs: WEAK_FOR_MS };
  expect(decide(weak)).toBe('sfu');
  expect(decide({ ...weak, weakForMs: WEAK_FOR_MS - 1 })).toBe('mesh');
  expect(decide({ ...weak, participants: 3 })).toBe('mesh');
  expect(decide({ ...weak, participants: 2, meshLimit: 2 })).toBe('mesh');
  expect(decide({ ...weak, sfuLoad: 0.95 })).toBe('mesh');
});

test('4.3 who moved for an uplink returns when the call gets smaller', () => {
  const moved = { ...SFU, movedForUplink: true, smallForMs: 10 * MESH_SETTLE_MS };
  expect(decide(moved)).toBe('sfu');
  expect(decide({ ...moved, participants: 3 })).toBe('mesh');
});

test('4.4 a call on the SFU waits for its workers, and leaves an SFU that is gone if a mesh can hold it', () => {
  expect(decide({ ...SFU, sfu: 'preparing', smallForMs: MESH_SETTLE_MS })).toBe('sfu');
  expect(decide({ ...SFU, sfu: 'unavailable', participants: MESH_CEILING })).toBe('mesh');
  expect(decide({ ...SFU, sfu: 'unavailable', participants: MESH_CEILING + 1 })).toBe('sfu');
});

test('an uplink is weak by the links it has to carry', () => {
  expect(isWeak(899, 4)).toBeTrue();
  expect(isWeak(900, 4)).toBeFalse();
  expect(isWeak(0, 1)).toBeFalse();
});
