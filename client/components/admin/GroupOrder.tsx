import { createMemo, createResource, createSignal, Show } from 'solid-js';
import { ask } from '../../api/pages.ts';
import type { TrpcClient } from '../../api/trpc.ts';
import { useStores } from '../../stores/context.tsx';
import { createAction } from '../../ui/action.ts';
import { Dialog } from '../../ui/Dialog.tsx';
import { Field } from '../../ui/Field.tsx';
import { Form } from '../../ui/Form.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { Select } from '../../ui/Select.tsx';
import { wordsFor } from '../../ui/words.ts';
import type { GroupFigures } from './GroupLine.tsx';

export type OrderKind = keyof typeof ORDERS;

interface OrderProps {
  group: GroupFigures;
  kind: OrderKind;
  onChanged: () => void;
  onClose: () => void;
}

/** What is done to a group by who leads the server, and why. */
export function GroupOrder(props: OrderProps) {
  const { toasts } = useStores();
  const [reason, setReason] = createSignal('');
  const [chosen, setChosen] = createSignal<string>();
  const [heirs] = createResource(
    () => props.kind === 'handOver' && props.group.id,
    (id) => ask((api) => api.admin.groups.heirs.query({ id })),
  );
  const found = () => (heirs.error ? [] : (heirs.latest ?? []));
  const userId = createMemo(() => chosen() ?? found()[0]?.id ?? '');
  const order = () => ORDERS[props.kind];
  const carryOut = createAction(async () => {
    const { work, done } = order();
    const target = { id: props.group.id, reason: reason(), userId: userId() };
    await ask((api) => work(api, target));
    toasts.show('info', `${props.group.name} ${done}`);
    props.onChanged();
    props.onClose();
  });
  const isReady = () => reason().trim() !== '' && (props.kind !== 'handOver' || userId() !== '');
  return (
    <Dialog title={order().title(props.group.name)} onClose={() => props.onClose()}>
      <p class="text-14 text-muted">{order().text}</p>
      <Form action={carryOut} submit={order().action} disabled={!isReady()}>
        <Show when={props.kind === 'handOver'}>
          <Show when={!heirs.error} fallback={<Problem text={wordsFor(heirs.error)} />}>
            <Show
              when={heirs.state !== 'ready' || found().length > 0}
              fallback={<p class="text-14">It has no other member who could own it.</p>}
            >
              <Select
                label="The new owner"
                value={userId()}
                options={found().map(({ id, name, username }) => ({
                  value: id,
                  title: `${name} (@${username})`,
                }))}
                onChoose={setChosen}
              />
            </Show>
          </Show>
        </Show>
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

interface Target {
  readonly id: string;
  readonly reason: string;
  readonly userId: string;
}

const ORDERS = {
  archive: {
    title: (name) => `Archive ${name}?`,
    text: 'Its members can read and leave it, and nothing more. What was said stays. You can bring it back.',
    action: 'Archive',
    done: 'is archived.',
    work: (api, { id, reason }) => api.admin.groups.archive.mutate({ id, reason, archived: true }),
  },
  restore: {
    title: (name) => `Bring ${name} back?`,
    text: 'Its members can write in it again.',
    action: 'Bring back',
    done: 'is back.',
    work: (api, { id, reason }) => api.admin.groups.archive.mutate({ id, reason, archived: false }),
  },
  makePrivate: {
    title: (name) => `Make ${name} private?`,
    text: 'It leaves the list of public groups. Who is a member stays one; others come in only by being added or by a link.',
    action: 'Make private',
    done: 'is private.',
    work: (api, { id, reason }) => api.admin.groups.makePrivate.mutate({ id, reason }),
  },
  handOver: {
    title: (name) => `Who owns ${name} now?`,
    text: 'Its owner is gone or suspended. Its members see whom you choose.',
    action: 'Make owner',
    done: 'has another owner.',
    work: (api, { id, reason, userId }) => api.admin.groups.handOver.mutate({ id, reason, userId }),
  },
} as const satisfies Record<
  string,
  {
    title: (name: string) => string;
    text: string;
    action: string;
    done: string;
    work: (api: TrpcClient, target: Target) => Promise<unknown>;
  }
>;
