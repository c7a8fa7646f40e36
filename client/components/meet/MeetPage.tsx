import { createEffect, createSignal, For, Match, Show, Switch } from 'solid-js';
import type { Meeting } from '../../../protocol/meet.ts';
import type { MeetTerms } from '../../api/api.ts';
import { useStores } from '../../stores/context.tsx';
import { requireWebRtc } from '../../unable.ts';
import { Button } from '../../ui/Button.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { wordsFor } from '../../ui/words.ts';
import { useAttempt } from '../call/attempt.ts';
import { Page } from '../frame/Page.tsx';
import { useMeet } from './context.tsx';
import { lengthWords, pastWords, pathWords } from './meet-words.ts';
import { MeetStage } from './MeetStage.tsx';
import { ReportDialog } from './ReportDialog.tsx';
import { StartForm } from './StartForm.tsx';
import { pendingStart, setPendingStart, type StartWish } from './start-wish.ts';

/** One thing at a time: what it means to start, or the stage. */
export function MeetPage() {
  const meet = useMeet();
  const { session } = useStores();
  const attempt = useAttempt();
  /** Whom a report is written about; they may be gone, and the next one here, before it is told. */
  const [reported, setReported] = createSignal<Meeting | null>(null);
  const report = () => setReported(meet.reportable());
  createEffect(() => {
    const wish = pendingStart();
    if (!wish || !meet.terms() || session.connection().state !== 'open') return;
    setPendingStart(null);
    attempt(() => begin(wish));
  });
  const begin = async ({ name, tags }: StartWish) => {
    requireWebRtc();
    if (!meet.terms()?.hasStatedAge) await meet.stateAge();
    await meet.start({ name, tags: [...tags] });
  };
  return (
    <>
      <Show when={meet.state().state === 'idle'} fallback={<MeetStage onReport={report} />}>
        <Page title="Meet">
          <Show
            when={meet.terms()}
            fallback={<Problem text={meet.problem() ? wordsFor(meet.problem()) : null} />}
          >
            {(terms) => <Before terms={terms()} onStart={begin} onReport={report} />}
          </Show>
        </Page>
      </Show>
      <Show when={reported()}>
        {(meeting) => <ReportDialog meeting={meeting()} onClose={() => setReported(null)} />}
      </Show>
    </>
  );
}

function Before(props: {
  terms: MeetTerms;
  onStart: (wish: StartWish) => Promise<void>;
  onReport: () => void;
}) {
  const { session } = useStores();
  const meet = useMeet();
  const past = () => {
    const state = meet.state();
    return state.state === 'idle' ? state.past : null;
  };
  return (
    <Switch
      fallback={
        <>
          <Show when={past()}>
            {(over) => (
              <p class="mb-6 text-15 font-[550]" role="status">
                {pastWords(over())}
              </p>
            )}
          </Show>
          <Show when={meet.reportable()}>
            <Button class="mb-6 self-start" onClick={() => props.onReport()}>
              Report the last one
            </Button>
          </Show>
          <h2 class="text-22 font-semibold tracking-tight">Talk with a stranger</h2>
          <p class="mt-2 mb-6 text-15 text-muted">
            Start, and you are with someone who likes what you like. Go on to the next whenever you want.
          </p>
          <StartForm
            name={session.me()?.name ?? ''}
            suggestions={props.terms.tags}
            asksAge={!props.terms.hasStatedAge}
            onStart={props.onStart}
          >
            <Terms terms={props.terms} />
            <Show when={meet.isInCall()}>
              <p class="text-14">Starting ends the call you are in.</p>
            </Show>
          </StartForm>
        </>
      }
    >
      <Match when={props.terms.who === 'off'}>
        <p class="text-15 text-muted">Meeting strangers is turned off on this server.</p>
      </Match>
      <Match when={props.terms.who === 'members' && !props.terms.isMember}>
        <p class="text-15 text-muted">On this server only members meet strangers.</p>
      </Match>
      <Match when={(props.terms.pausedUntil ?? 0) > Date.now()}>
        <p class="text-15 text-muted">
          Several people reported you. You can meet others again from{' '}
          {new Date(props.terms.pausedUntil ?? 0).toLocaleString()} on.
        </p>
      </Match>
    </Switch>
  );
}

/** What happens, what is kept. */
export function Terms(props: { terms: Pick<MeetTerms, 'path' | 'lengthMs' | 'keepsText' | 'blur'> }) {
  const lines = () => [
    pathWords[props.terms.path],
    `A meeting lasts ${lengthWords(props.terms.lengthMs)}, longer if both want it.`,
    ...(props.terms.blur ? ['Pictures stay blurred until both agree.'] : []),
    props.terms.keepsText
      ? 'What you two write is kept by the operator of this server. Picture and sound are not.'
      : 'Nothing you two say, write or show is kept. A note is kept that a meeting took place, and its tags.',
  ];
  return (
    <ul class="meet-terms">
      <For each={lines()}>{(line) => <li>{line}</li>}</For>
    </ul>
  );
}
