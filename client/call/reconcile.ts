import type { LiveCall } from '../../protocol/call.ts';
import type { ParticipantId } from '../../protocol/ids.ts';

export interface Situation {
  readonly call: LiveCall;
  readonly me: ParticipantId;
  /** There is a link to this peer under this epoch, or the peer has asked for one by a signal. */
  readonly begun: (epoch: number, peer: ParticipantId) => boolean;
  /** This device said that it cannot reach the SFU. */
  readonly lostSfu: boolean;
}

export interface WantedLinks {
  /** Peers to have a link to, by the epoch of the links. */
  readonly meshes: ReadonlyMap<number, readonly ParticipantId[]>;
  /** The epoch to ask the SFU for a place with; null: no place. */
  readonly sfu: number | null;
}

/** Which links have to be up by the rules of server/calls/SPEC.md, 5.1 and 6: those in force and those being tried. */
export function wantedLinks(situation: Situation): WantedLinks {
  const { call, me } = situation;
  const { topology, switching } = call;
  const meshes = new Map([[topology.meshEpoch, peersInForce(situation)]]);
  if (switching?.to === 'mesh') meshes.set(switching.epoch, othersOf(call, me));
  if (switching?.to === 'sfu') return { meshes, sfu: switching.epoch };
  return { meshes, sfu: topology.kind === 'sfu' ? topology.epoch : null };
}

export type LinkInForce = { readonly kind: 'sfu' } | { readonly kind: 'mesh'; readonly epoch: number };

/** SPEC 6.3: which link this pair uses. */
export function linkInForce(call: LiveCall, me: ParticipantId, peer: ParticipantId): LinkInForce {
  const both = call.participants.filter(({ id }) => id === me || id === peer);
  const onSfu = both.length === 2 && both.every((participant) => participant.onSfu);
  return call.topology.kind === 'sfu' && onSfu
    ? { kind: 'sfu' }
    : { kind: 'mesh', epoch: call.topology.meshEpoch };
}

export interface DueReport {
  readonly epoch: number;
  readonly via: 'mesh' | 'sfu';
}

/** What the server waits to hear of: `call.ready` or `call.failed`. */
export function dueReports(call: LiveCall, me: ParticipantId): DueReport[] {
  const { topology, switching } = call;
  const reports: DueReport[] = switching ? [{ epoch: switching.epoch, via: switching.to }] : [];
  const onSfu = call.participants.some(({ id, onSfu: committed }) => id === me && committed);
  if (topology.kind === 'sfu' && !onSfu) reports.push({ epoch: topology.epoch, via: 'sfu' });
  return reports;
}

export function othersOf(call: LiveCall, me: ParticipantId): ParticipantId[] {
  return call.participants.filter(({ id }) => id !== me).map(({ id }) => id);
}

/** SPEC 6.6: on the SFU peer links are kept; only one that cannot reach the SFU begins new ones. */
function peersInForce({ call, me, begun, lostSfu }: Situation): ParticipantId[] {
  const { kind, meshEpoch } = call.topology;
  const others = othersOf(call, me);
  if (kind === 'mesh' || lostSfu) return others;
  return others.filter((peer) => linkInForce(call, me, peer).kind === 'mesh' && begun(meshEpoch, peer));
}
