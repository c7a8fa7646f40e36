import { describe, expect, test } from 'bun:test';
import type { LiveCall, Switching, Topology } from '../../protocol/call.ts';
import { dueReports, linkInForce, wantedLinks } from './reconcile.ts';

const MESH: Topology = { kind: 'mesh', epoch: 3, meshEpoch: 3 };
const SFU: Topology = { kind: 'sfu', epoch: 4, meshEpoch: 3 };
const TO_SFU: Switching = { to: 'sfu', epoch: 4, deadline: 0 };
const TO_MESH: Switching = { to: 'mesh', epoch: 5, deadline: 0 };

describe('the links that have to be up', () => {
  test('on a mesh: a peer link to everyone', () => {
    expect(wanted(callOf(MESH))).toEqual({ meshes: { 3: ['bob', 'carol'] }, sfu: null });
  });

  test('while a switch to the SFU runs: the mesh and the place on the SFU', () => {
    expect(wanted(callOf(MESH, TO_SFU))).toEqual({ meshes: { 3: ['bob', 'carol'] }, sfu: 4 });
  });

  test('on the SFU with everyone: only that', () => {
    expect(wanted(callOf(SFU, null, ['alice', 'bob', 'carol']))).toEqual({ meshes: { 3: [] }, sfu: 4 });
  });

  test('on the SFU without Carol: her peer link is kept, but none is begun to her', () => {
    const call = callOf(SFU, null, ['alice', 'bob']);
    expect(wanted(call)).toEqual({ meshes: { 3: [] }, sfu: 4 });
    expect(wanted(call, { begun: ['carol', 'bob'] })).toEqual({ meshes: { 3: ['carol'] }, sfu: 4 });
  });

  test('who cannot reach the SFU begins peer links to everyone', () => {
    expect(wanted(callOf(SFU, null, ['bob', 'carol']), { lostSfu: true }).meshes).toEqual({
      3: ['bob', 'carol'],
    });
  });

  test('while a switch to a mesh runs: the SFU, and new links under the new epoch', () => {
    const call = callOf(SFU, TO_MESH, ['alice', 'bob', 'carol']);
    expect(wanted(call)).toEqual({ meshes: { 3: [], 5: ['bob', 'carol'] }, sfu: 4 });
  });
});

describe('the link in force', () => {
  test('is the SFU only for two that are both on it', () => {
    const call = callOf(SFU, null, ['alice', 'bob']);
    expect(linkInForce(call, 'alice', 'bob')).toEqual({ kind: 'sfu' });
    expect(linkInForce(call, 'alice', 'carol')).toEqual({ kind: 'mesh', epoch: 3 });
    expect(linkInForce(callOf(MESH, null, ['alice', 'bob']), 'alice', 'bob')).toEqual({
      kind: 'mesh',
      epoch: 3,
    });
  });
});

describe('what the server waits to hear', () => {
  test('nothing on a mesh, or of one that is on the SFU', () => {
    expect(dueReports(callOf(MESH), 'alice')).toEqual([]);
    expect(dueReports(callOf(SFU, null, ['alice']), 'alice')).toEqual([]);
  });

  test("a switch's epoch from everyone, and the SFU's from one that is not on it", () => {
    expect(dueReports(callOf(MESH, TO_SFU), 'alice')).toEqual([{ epoch: 4, via: 'sfu' }]);
    expect(dueReports(callOf(SFU), 'alice')).toEqual([{ epoch: 4, via: 'sfu' }]);
    expect(dueReports(callOf(SFU, TO_MESH), 'alice')).toEqual([
      { epoch: 5, via: 'mesh' },
      { epoch: 4, via: 'sfu' },
    ]);
  });
});

/** As Alice sees it. */
function wanted(
  call: LiveCall,
  { begun = [], lostSfu = false }: { begun?: string[]; lostSfu?: boolean } = {},
) {
  const links = wantedLinks({ call, me: 'alice', begun: (_epoch, peer) => begun.includes(peer), lostSfu });
  return { meshes: Object.fromEntries(links.meshes), sfu: links.sfu };
}

function callOf(topology: Topology, switching: Switching | null = null, onSfu: string[] = []): LiveCall {
  return {
    id: 'call',
    conversationId: 'watercooler',
    startedBy: 'alice',
    meeting: null,
    video: true,
    startedAt: 0,
    revision: 1,
    state: 'active',
    answeredAt: 0,
    ringing: [],
    participants: ['alice', 'bob', 'carol'].map((id) => ({
      id,
      userId: id,
      joinedAt: 0,
      connected: true,
      onSfu: onSfu.includes(id),
      streams: [],
    })),
    topology,
    switching,
  };
}
