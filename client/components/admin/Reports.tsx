import { createSignal, For, Show } from 'solid-js';
import { ask } from '../../api/pages.ts';
import { createPaged } from '../../ui/paged.ts';
import { Tabs } from '../../ui/Tabs.tsx';
import { Bans } from './Bans.tsx';
import { More } from './More.tsx';
import { ReportCard, type ReportFigures } from './ReportCard.tsx';

const KINDS = [
  { value: 'open', title: 'Waiting' },
  { value: 'handled', title: 'Handled' },
  { value: 'bans', title: 'Banned' },
] as const;

/** What people said of strangers whom they met. */
export function Reports() {
  const [kind, setKind] = createSignal<(typeof KINDS)[number]['value']>('open');
  const which = () => (kind() === 'bans' ? null : kind());
  return (
    <>
      <Tabs label="Reports" value={kind()} options={KINDS} controls="admin-reports" onChoose={setKind} />
      <div id="admin-reports" class="mt-4" role="tabpanel" aria-label="Reports">
        <Show when={which()} keyed fallback={<Bans />}>
          {(shown) => <ReportList open={shown === 'open'} />}
        </Show>
      </div>
    </>
  );
}

function ReportList(props: { open: boolean }) {
  const reports = createPaged({
    query: () => props.open,
    load: (open, known: readonly ReportFigures[]) => {
      const before = known.at(-1)?.createdAt;
      const page = { open, ...(before === undefined ? {} : { before }) };
      return ask((api) => api.admin.reports.query(page));
    },
    idOf: ({ id }) => id,
  });
  return (
    <More paged={reports}>
      <ul aria-label="Reports" class="flex flex-col gap-4">
        <For
          each={reports.found()}
          fallback={
            <Show when={reports.found()}>
              <li class="py-4 text-14 text-muted">
                {props.open ? 'No report waits.' : 'No report was handled yet.'}
              </li>
            </Show>
          }
        >
          {(report) => <ReportCard report={report} onHandled={() => void reports.again()} />}
        </For>
      </ul>
    </More>
  );
}
