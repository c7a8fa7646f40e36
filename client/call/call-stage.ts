import type { ConversationId } from '../../protocol/ids.ts';
import type { CallSession } from './call-session.ts';
import type { CallState } from './call-state.ts';
import type { LocalMedia } from './local-media.ts';

/** Where the call stands for this device; what the page is shown is made from it. */
export type Stage =
  | { phase: 'idle' }
  | { phase: 'starting'; conversationId: ConversationId; video: boolean; media: LocalMedia }
  | InCall
  | Extract<CallState, { phase: 'ended' }>;

export interface InCall {
  phase: 'in';
  session: CallSession;
  media: LocalMedia;
  /** null: it still rings. */
  activeSince: number | null;
}

export function shownState(stage: Stage): CallState {
  switch (stage.phase) {
    case 'idle':
    case 'ended':
      return stage;
    case 'starting': {
      const { conversationId, video, media } = stage;
      return { phase: 'starting', conversationId, video, local: media.state };
    }
    case 'in':
      return inCallState(stage);
  }
}

function inCallState({ session, media }: InCall): CallState {
  const { call } = session;
  if (call.state === 'ringing') return { phase: 'ringing', call, local: media.state };
  return {
    phase: 'active',
    call,
    me: session.me,
    local: media.state,
    remotes: session.remotes,
    speaker: session.speaker,
    topology: call.topology.kind,
    switching: call.switching !== null,
    connection: session.connection,
  };
}
