import type { inferRouterOutputs } from '@trpc/server';
import { createResource, createSignal, For, Show } from 'solid-js';
import type { AppRouter } from '../../../server/trpc/router.ts';
import { ask } from '../../api/pages.ts';
import { Button } from '../../ui/Button.tsx';
import { createAction } from '../../ui/action.ts';
import { Dialog } from '../../ui/Dialog.tsx';
import { Field } from '../../ui/Field.tsx';
import { Form } from '../../ui/Form.tsx';
import { listTime, plural, untilTime } from '../../ui/format.ts';
import { createNow } from '../../ui/now.ts';
import { Problem } from '../../ui/Problem.tsx';
import { wordsFor } from '../../ui/words.ts';

type Ban = inferRouterOutputs<AppRouter>['meet']['bans'][number];

/** Who meets no strangers here, with which browsers, and since when. */
export function Bans() {
  const [bans, { refetch }] = createResource(() => ask((api) => api.meet.bans.query()));
  return (
    <Show when={!bans.error} fallback={<Problem text={wordsFor(bans.error)} />}>
      <ul aria-label="Banned from meeting strangers">
        <For
          each={bans.latest}
          fallback={
            <Show when={bans.state === 'ready'}>
              <li class="py-4 text-14 text-muted">Nobody is banned.</li>
            </Show>
          }
        >
          {(ban) => <Line ban={ban} onLifted={() => void refetch()} />}
        </For>
      </ul>
    </Show>
  );
}

function Line(props: { ban: Ban; onLifted: () => void }) {
  const now = createNow();
  const [open, setOpen] = createSignal(false);
  const until = () => (props.ban.until === null ? 'for good' : `until ${untilTime(props.ban.until, now())}`);
  return (
    <li class="flex min-h-14 items-center gap-4 border-b border-line py-2 last:border-0">
      <p class="min-w-0 flex-1">
        <span class="block truncate text-14 font-[550]">{props.ban.name}</span>
        <span class="block text-13 text-muted">
          {until()}, since {listTime(props.ban.createdAt, now())} · {plural(props.ban.devices, 'browser')} ·{' '}
          {props.ban.reason}
        </span>
      </p>
      <Button kind="quiet" aria-label={`Lift the ban of ${props.ban.name}`} onClick={() => setOpen(true)}>
        Lift
      </Button>
      <Show when={open()}>
        <Lift {...props} onClose={() => setOpen(false)} />
      </Show>
    </li>
  );
}

/** Why stands in the log. */
function Lift(props: { ban: Ban; onLifted: () => void; onClose: () => void }) {
  const [reason, setReason] = createSignal('');
  const lift = createAction(async () => {
    await ask((api) => api.meet.unban.mutate({ id: props.ban.id, reason: reason() }));
    props.onLifted();
    props.onClose();
  });
  return (
    <Dialog title={`Let ${props.ban.name} meet strangers again?`} onClose={() => props.onClose()}>
      <Form action={lift} submit="Lift the ban" disabled={reason().trim() === ''}>
        <Field
          label="Why"
          hint="It stands in the log."
          maxlength={500}
          value={reason()}
          onInput={(event) => setReason(event.currentTarget.value)}
        />
      </Form>
    </Dialog>
  );
}
