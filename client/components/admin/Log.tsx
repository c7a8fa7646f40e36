import type { inferRouterOutputs } from '@trpc/server';
import { createSignal, For, Show } from 'solid-js';
import type { AppRouter } from '../../../server/trpc/router.ts';
import { ask } from '../../api/pages.ts';
import { Button } from '../../ui/Button.tsx';
import { createAction } from '../../ui/action.ts';
import { fullTimeOf, plural } from '../../ui/format.ts';
import { createPaged } from '../../ui/paged.ts';
import { Problem } from '../../ui/Problem.tsx';
import { entryWords } from './entry-words.ts';
import { More } from './More.tsx';

type Entry = inferRouterOutputs<AppRouter>['admin']['audit'][number];
type Checked = inferRouterOutputs<AppRouter>['admin']['verifyAudit'];

/** Who did what, newest first. */
export function Log() {
  const [state] = createSignal('all');
  const entries = createPaged({
    query: state,
    load: (_all, known: readonly Entry[]) => {
      const before = known.at(-1)?.seq;
      return ask((api) => api.admin.audit.query(before === undefined ? {} : { before }));
    },
    idOf: ({ seq }) => String(seq),
  });
  return (
    <>
      <Check />
      <More paged={entries}>
        <ol class="mt-6" aria-label="What was done">
          <For
            each={entries.found()}
            fallback={
              <Show when={entries.found()}>
                <li class="py-4 text-14 text-muted">Nothing was done yet.</li>
              </Show>
            }
          >
            {(entry) => (
              <li class="flex gap-4 border-b border-line py-2.5 last:border-0">
                <span class="figures w-9 flex-none text-right text-13 text-muted">{entry.seq}</span>
                <p class="min-w-0 flex-1 text-14 wrap-anywhere">
                  <span class="font-[550]">{entry.actorName}</span> {entryWords(entry)}
                  <time class="block text-13 text-muted" datetime={new Date(entry.at).toISOString()}>
                    {fullTimeOf(entry.at)}
                  </time>
                </p>
              </li>
            )}
          </For>
        </ol>
      </More>
    </>
  );
}

/** Each entry's sum covers the one before: what was changed afterwards does not fit any more. */
function Check() {
  const [checked, setChecked] = createSignal<Checked | null>(null);
  const check = createAction(async () => {
    setChecked(await ask((api) => api.admin.verifyAudit.query()));
  });
  return (
    <div class="flex flex-col gap-3">
      <p class="text-14 text-muted">
        Everything that owner and moderators do is written down here, and nobody can change it unseen.
      </p>
      <Button class="self-start" busy={check.busy()} onClick={() => void check.run()}>
        Check the log
      </Button>
      <Problem text={check.problem() ?? brokenWords(checked())} />
      <div role="status">
        <Show when={checked()?.brokenAt === null ? checked() : null}>
          {(sound) => (
            <p class="text-14">
              {plural(sound().entries, 'entry', 'entries')}, all as they were written.
              <Show when={sound().hash}>
                {(hash) => (
                  <span class="block text-13 text-muted">
                    The last one's sum: <code class="wrap-anywhere">{hash()}</code>
                  </span>
                )}
              </Show>
            </p>
          )}
        </Show>
      </div>
    </div>
  );
}

function brokenWords(checked: Checked | null): string | null {
  if (!checked || checked.brokenAt === null) return null;
  return `Entry ${checked.brokenAt} is not as it was written, or is gone. Somebody changed the database.`;
}
