import { For, Show } from 'solid-js';
import type { RemoteParticipant } from '../../call/call-state.ts';
import { useStores } from '../../stores/context.tsx';
import { pathSentence, qualityWords } from './call-words.ts';
import { CallNumbers } from './CallNumbers.tsx';
import { QualityMark } from './QualityMark.tsx';
import { remotesOf } from './tiles.ts';

/** How the media travels and how well, in words first; the numbers are for whoever reports a problem. */
export function CallDetails() {
  const { call, session } = useStores();
  const topology = () => {
    const state = call.state();
    if (state.phase !== 'active') return 'Not connected yet.';
    if (state.switching) return 'Changing its way; nothing needs to be done.';
    return state.topology === 'mesh'
      ? 'Everyone sends straight to everyone else.'
      : 'Everyone sends once, to the media server.';
  };
  const mediaReason = () => {
    const media = session.media();
    return media.state === 'ready' ? null : media.reason;
  };
  return (
    <div class="call-details">
      <p class="text-13 text-muted">{topology()}</p>
      <Show when={mediaReason()}>
        {(reason) => (
          <p class="call-notice" data-tone="warn">
            Calls stay between browsers: {reason()}
          </p>
        )}
      </Show>
      <ul class="call-details-list">
        <For each={remotesOf(call.state())}>{(remote) => <RemoteLine remote={remote} />}</For>
      </ul>
      <CallNumbers />
    </div>
  );
}

function RemoteLine(props: { remote: RemoteParticipant }) {
  const { people } = useStores();
  return (
    <li class="call-details-person">
      <span class="text-14 font-[550]">{people.user(props.remote.userId)?.name ?? 'Someone'}</span>
      <span class="call-details-quality">
        <QualityMark quality={props.remote.quality} />
        {qualityWords(props.remote.quality)}
      </span>
      <span class="text-13 text-muted">{pathSentence(props.remote.path)}</span>
    </li>
  );
}
