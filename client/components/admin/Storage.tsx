import type { inferRouterOutputs } from '@trpc/server';
import { createResource, createSignal, For, Show } from 'solid-js';
import type { AppRouter } from '../../../server/trpc/router.ts';
import { ask } from '../../api/pages.ts';
import { useStores } from '../../stores/context.tsx';
import { Button } from '../../ui/Button.tsx';
import { createAction } from '../../ui/action.ts';
import { Dialog } from '../../ui/Dialog.tsx';
import { Field } from '../../ui/Field.tsx';
import { Form } from '../../ui/Form.tsx';
import { fileSize, plural } from '../../ui/format.ts';
import { Problem } from '../../ui/Problem.tsx';
import { wordsFor } from '../../ui/words.ts';
import { Figures } from './Figure.tsx';

type Stored = inferRouterOutputs<AppRouter>['admin']['storage'];
type Use = Stored['people'][number];

/** What is kept, what goes soon, and whose it is. */
export function Storage() {
  const [stored, { refetch }] = createResource(() => ask((api) => api.admin.storage.query()));
  return (
    <Show when={!stored.error} fallback={<Problem text={wordsFor(stored.error)} />}>
      <Show when={stored.latest}>
        {(known) => (
          <>
            <Figures label="Storage, now" figures={figuresOf(known())} />
            <h2 class="mt-8 mb-2 text-18 font-semibold tracking-tight">Who stores most</h2>
            <ul aria-label="Who stores most">
              <For
                each={known().people}
                fallback={<li class="text-14 text-muted">Nobody stores a file yet.</li>}
              >
                {(use) => <Line use={use} standard={known().userQuotaMb} onChanged={() => void refetch()} />}
              </For>
            </ul>
          </>
        )}
      </Show>
    </Show>
  );
}

function figuresOf(stored: Stored) {
  return [
    {
      label: stored.kind === 's3' ? 'Files in the bucket' : 'Files on disk',
      value: stored.files,
      note: fileSize(stored.bytes),
    },
    { label: 'Deleted, go within the hour', value: stored.deleted, note: fileSize(stored.deletedBytes) },
    { label: 'Held by nothing, go in a day', value: stored.orphans, note: fileSize(stored.orphanBytes) },
  ];
}

function Line(props: { use: Use; standard: number | null; onChanged: () => void }) {
  const { session } = useStores();
  const [open, setOpen] = createSignal(false);
  const room = () => {
    const quotaMb = props.use.quotaMb ?? props.standard;
    return quotaMb === null ? 'no limit' : `of ${fileSize(quotaMb * 1024 * 1024)}`;
  };
  return (
    <li class="flex min-h-12 items-center gap-4 border-b border-line py-1.5 last:border-0">
      <p class="min-w-0 flex-1 text-14">
        <span class="block truncate font-[550]">{props.use.name}</span>
        <span class="figures block text-13 text-muted">
          {fileSize(props.use.bytes)}, {room()} · {plural(props.use.files, 'file')}
        </span>
      </p>
      <Show when={session.me()?.role === 'owner'}>
        <Button
          kind="quiet"
          aria-label={`Change the room of ${props.use.name}`}
          onClick={() => setOpen(true)}
        >
          Change
        </Button>
      </Show>
      <Show when={open()}>
        <Room {...props} onClose={() => setOpen(false)} />
      </Show>
    </li>
  );
}

function Room(props: { use: Use; onChanged: () => void; onClose: () => void }) {
  const [quota, setQuota] = createSignal<string | null>(null);
  const shown = () => quota() ?? String(props.use.quotaMb ?? '');
  const save = createAction(async () => {
    const quotaMb = shown().trim() === '' ? null : Number(shown());
    await ask((api) => api.files.setQuota.mutate({ userId: props.use.id, quotaMb }));
    props.onChanged();
    props.onClose();
  });
  return (
    <Dialog title={`Room for ${props.use.name}`} onClose={() => props.onClose()}>
      <Form action={save} submit="Save">
        <Field
          label="Room, in MB"
          hint="Empty: as everyone."
          type="number"
          inputmode="numeric"
          min="0"
          max="1048576"
          step="1"
          value={shown()}
          onInput={(event) => setQuota(event.currentTarget.value)}
        />
      </Form>
    </Dialog>
  );
}
