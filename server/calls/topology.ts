import type { Topology } from '../../protocol/call.ts';
import { MESH_CEILING, MESH_SETTLE_MS } from '../../protocol/limits.ts';
import type { MediaStatus } from '../../protocol/session.ts';

/** An uplink that carries less than this for each of its links makes a poor mesh. */
export const WEAK_LINK_KBPS = 300;
/** An uplink must stay weak this long before it moves a call. */
export const WEAK_FOR_MS = 10_000;
/** An SFU this busy takes only calls that do not fit a mesh. */
const BUSY_LOAD = 0.9;

export interface TopologyFacts {
  readonly current: Topology['kind'];
  readonly participants: number;
  readonly meshLimit: number;
  readonly sfu: MediaStatus['state'];
  /** From 0, idle, to 1, full. */
  readonly sfuLoad: number;
  /** How long the call has had at most `meshLimit` participants. */
  readonly smallForMs: number;
  /** How long some uplink has been too weak for its links. */
  readonly weakForMs: number;
  /** A weak uplink, not its size, brought the call to the SFU. */
  readonly movedForUplink: boolean;
}

/** SPEC 4: which kind of links the call should have. Pure; whoever asks holds the times. */
export function decide(facts: TopologyFacts): Topology['kind'] {
  return facts.current === 'mesh' ? fromMesh(facts) : fromSfu(facts);
}

export function isWeak(kbps: number, participants: number): boolean {
  return kbps < WEAK_LINK_KBPS * (participants - 1);
}

function fromMesh(facts: TopologyFacts): Topology['kind'] {
  if (facts.sfu !== 'ready') return 'mesh';
  if (facts.participants > facts.meshLimit) return 'sfu';
  const full = facts.participants === facts.meshLimit && facts.participants > 2;
  return full && facts.weakForMs >= WEAK_FOR_MS && facts.sfuLoad < BUSY_LOAD ? 'sfu' : 'mesh';
}

function fromSfu(facts: TopologyFacts): Topology['kind'] {
  if (facts.sfu === 'unavailable') return facts.participants > MESH_CEILING ? 'sfu' : 'mesh';
  if (facts.sfu === 'preparing' || facts.participants > facts.meshLimit) return 'sfu';
  if (facts.movedForUplink && facts.participants === facts.meshLimit) return 'sfu';
  return facts.smallForMs >= MESH_SETTLE_MS ? 'mesh' : 'sfu';
}
