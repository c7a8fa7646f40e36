import type { inferRouterOutputs } from '@trpc/server';
import { createSignal, Show } from 'solid-js';
import type { AppRouter } from '../../../server/trpc/router.ts';
import { ask } from '../../api/pages.ts';
import { useStores } from '../../stores/context.tsx';
import { Button } from '../../ui/Button.tsx';
import { Confirm } from '../../ui/Confirm.tsx';
import { createAction } from '../../ui/action.ts';
import { duration, listTime, plural } from '../../ui/format.ts';
import { createNow } from '../../ui/now.ts';
import { Problem } from '../../ui/Problem.tsx';
import { reasonWords } from '../meet/reasons.ts';

export type ReportFigures = inferRouterOutputs<AppRouter>['admin']['reports'][number];
type Action = NonNullable<ReportFigures['action']>;

const PAUSE_DAYS = 7;
const DONE = {
  dismissed: 'The report is dismissed.',
  paused: `They meet no strangers for ${PAUSE_DAYS} days.`,
  banned: 'They meet no strangers any more.',
  suspended: 'Their account is suspended.',
} as const satisfies Record<Action, string>;

/** Who said what of whom, what they attached, and what is done about it. */
export function ReportCard(props: { report: ReportFigures; onHandled: () => void }) {
  const now = createNow();
  const reported = () => props.report.reported?.name ?? 'a guest who is gone';
  const meeting = () => {
    const { startedAt, endedAt, tags } = props.report.meeting;
    const shared = tags.length > 0 ? `, both like ${tags.map((tag) => `#${tag}`).join(' ')}` : '';
    return `${endedAt === null ? 'Still running' : `Met for ${duration(endedAt - startedAt)}`}${shared}`;
  };
  return (
    <li class="flex flex-col gap-3 rounded-card border border-line bg-raised p-4">
      <div>
        <h3 class="text-15 font-semibold">{props.report.reasons.map(reasonWords).join(', ')}</h3>
        <p class="text-13 text-muted">
          {props.report.reporter?.name ?? 'A guest who is gone'} of {reported()},{' '}
          {listTime(props.report.createdAt, now())} · {meeting()} · {plural(props.report.ofThem, 'report')} of
          them in all
        </p>
      </div>
      <Show when={props.report.hasText || props.report.hasPicture}>
        <Evidence id={props.report.id} />
      </Show>
      <Show when={props.report.action} fallback={<Actions {...props} name={reported()} />}>
        {(action) => (
          <p class="text-13 text-muted">
            {WORDS[action()]} by {props.report.handledBy ?? 'somebody who is gone'}
            <Show when={props.report.handledAt}>{(at) => <>, {listTime(at(), now())}</>}</Show>
          </p>
        )}
      </Show>
    </li>
  );
}

const WORDS = {
  dismissed: 'Dismissed',
  paused: 'Paused',
  banned: 'Banned from meeting strangers',
  suspended: 'Suspended',
} as const satisfies Record<Action, string>;

/** Only what the reporter chose to attach, and only for who asks to see it. */
function Evidence(props: { id: string }) {
  const [shown, setShown] = createSignal<{ text: string; picture: string | null } | null>(null);
  const show = createAction(async () => {
    setShown(await ask((api) => api.admin.evidence.query({ id: props.id })));
  });
  return (
    <>
      <Problem text={show.problem()} />
      <Show
        when={shown()}
        fallback={
          <Button class="self-start" kind="quiet" busy={show.busy()} onClick={() => void show.run()}>
            Show what was attached
          </Button>
        }
      >
        {(evidence) => (
          <div class="flex flex-col gap-3">
            <Show when={evidence().text}>
              {(text) => (
                <blockquote class="border-l-3 border-line-strong pl-3 text-14 wrap-anywhere whitespace-pre-wrap">
                  {text()}
                </blockquote>
              )}
            </Show>
            <Show when={evidence().picture}>
              {(picture) => (
                <img
                  class="max-h-80 max-w-full self-start rounded-card"
                  src={`data:image/jpeg;base64,${picture()}`}
                  alt="What the reporter saw"
                />
              )}
            </Show>
          </div>
        )}
      </Show>
    </>
  );
}

function Actions(props: { report: ReportFigures; name: string; onHandled: () => void }) {
  const { toasts } = useStores();
  const [asking, setAsking] = createSignal(false);
  let wanted: Action = 'dismissed';
  const carryOut = async (action: Action) => {
    const input = { id: props.report.id, action, ...(action === 'paused' ? { days: PAUSE_DAYS } : {}) };
    await ask((api) => api.admin.handleReport.mutate(input));
    toasts.show('info', DONE[action]);
    props.onHandled();
  };
  const handle = createAction(() => carryOut(wanted), {
    conflict: 'Somebody was quicker: this report is handled.',
    forbidden: 'Only who stands above somebody here may do that to them.',
  });
  const begin = (action: Action) => {
    wanted = action;
    void handle.run();
  };
  return (
    <>
      <Problem text={handle.problem()} />
      <div class="flex flex-wrap gap-2">
        <Button busy={handle.busy()} onClick={() => begin('dismissed')}>
          Dismiss
        </Button>
        <Show when={props.report.reported}>
          <Button busy={handle.busy()} onClick={() => begin('paused')}>
            Pause for {PAUSE_DAYS} days
          </Button>
          <Button busy={handle.busy()} onClick={() => begin('banned')}>
            Ban from meeting strangers
          </Button>
          <Button kind="danger-plain" busy={handle.busy()} onClick={() => setAsking(true)}>
            Suspend
          </Button>
        </Show>
      </div>
      <Show when={asking()}>
        <Confirm
          title={`Suspend ${props.name}?`}
          text="They are signed out at once on every device and cannot sign in. You can let them back in among the people."
          action="Suspend"
          onConfirm={() => carryOut('suspended')}
          onClose={() => setAsking(false)}
        />
      </Show>
    </>
  );
}
