import type { CallState, LocalState, RemoteParticipant } from '../../call/call-state.ts';
import type { ParticipantId, StreamId } from '../../../protocol/ids.ts';

export type Tile =
  | { readonly key: string; readonly kind: 'self' }
  | { readonly key: string; readonly kind: 'person'; readonly participantId: ParticipantId }
  | {
      readonly key: string;
      readonly kind: 'screen';
      readonly participantId: ParticipantId;
      readonly streamId: StreamId;
    };

/** Everyone in the order they joined, oneself last, and a tile of its own for each shared screen. */
export function tilesOf(state: CallState): readonly Tile[] {
  const remotes = remotesOf(state);
  const people = remotes.map(({ id }): Tile => ({ key: `person ${id}`, kind: 'person', participantId: id }));
  const screens = remotes.flatMap((remote) =>
    remote.streams
      .filter((stream) => stream.source === 'screen' && stream.active)
      .map(
        ({ id }): Tile => ({ key: `screen ${id}`, kind: 'screen', participantId: remote.id, streamId: id }),
      ),
  );
  return [...screens, ...people, { key: 'self', kind: 'self' }];
}

export function remotesOf(state: CallState): readonly RemoteParticipant[] {
  return state.phase === 'active' ? state.remotes : [];
}

export function localOf(state: CallState): LocalState | null {
  return state.phase === 'idle' || state.phase === 'ended' ? null : state.local;
}
