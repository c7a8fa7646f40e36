import { createResource, createSignal, For, lazy, Show, Suspense } from 'solid-js';
import { ask } from '../../api/pages.ts';
import { Problem } from '../../ui/Problem.tsx';
import { Tabs } from '../../ui/Tabs.tsx';
import { wordsFor } from '../../ui/words.ts';
import { CHARTS, type Day } from './charts.ts';

const Chart = lazy(async () => ({ default: (await import('./Chart.tsx')).Chart }));

const PERIODS = [
  { value: '30', title: '30 days' },
  { value: '90', title: '90 days' },
  { value: '365', title: 'A year' },
] as const;

/** Charts over what was rolled up day by day; today is counted as far as it went. */
export function History() {
  const [period, setPeriod] = createSignal<(typeof PERIODS)[number]['value']>('30');
  const [days] = createResource(period, (wanted) =>
    ask((api) => api.admin.history.query({ days: Number(wanted) })),
  );
  const words = () => `in ${PERIODS.find(({ value }) => value === period())?.title.toLowerCase() ?? ''}`;
  return (
    <>
      <Tabs label="Period" value={period()} options={PERIODS} controls="admin-charts" onChoose={setPeriod} />
      <Problem text={days.error ? wordsFor(days.error) : null} />
      <div id="admin-charts" role="tabpanel" aria-label={`Charts ${words()}`} tabindex={0}>
        <Show when={days.error ? undefined : days.latest}>
          {(known) => (
            <>
              <div class="charts">
                <Suspense>
                  <For each={CHARTS}>{(plan) => <Chart plan={plan} days={known()} period={words()} />}</For>
                </Suspense>
              </div>
              <AsTable days={known()} />
            </>
          )}
        </Show>
      </div>
    </>
  );
}

function AsTable(props: { days: readonly Day[] }) {
  const [open, setOpen] = createSignal(false);
  const columns = CHARTS.flatMap(({ title, lines, words }) =>
    lines.map((line) => ({ title: line.title === title ? title : `${title}: ${line.title}`, line, words })),
  );
  return (
    <details class="mt-8" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary class="flex min-h-[var(--control)] cursor-pointer items-center text-14 font-[550]">
        The same as a table
      </summary>
      <Show when={open()}>
        {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls sideways */}
        <section class="overflow-x-auto" aria-label="Days" tabindex={0}>
          <table class="admin-table">
            <thead>
              <tr>
                <th scope="col">Day</th>
                <For each={columns}>{(column) => <th scope="col">{column.title}</th>}</For>
              </tr>
            </thead>
            <tbody>
              <For each={props.days.toReversed()}>
                {(day) => (
                  <tr>
                    <th scope="row" class="whitespace-nowrap">
                      {day.day}
                    </th>
                    <For each={columns}>{({ line, words }) => <td>{cell(line.of(day), words)}</td>}</For>
                  </tr>
                )}
              </For>
            </tbody>
          </table>
        </section>
      </Show>
    </details>
  );
}

const cell = (value: number | null, words: (value: number) => string): string =>
  value === null ? '–' : words(value);
