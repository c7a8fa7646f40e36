import type uPlot from 'uplot';
import { createEffect, For, on, onCleanup, onMount } from 'solid-js';
import { useStores } from '../../stores/context.tsx';
import { createMedia } from '../../ui/media.ts';
import type { ChartPlan, Day } from './charts.ts';
import { drawChart } from './draw-chart.ts';

/** A picture of the days, its sum in words, and the same as a table for who reads rather than looks. */
export function Chart(props: { plan: ChartPlan; days: readonly Day[]; period: string }) {
  const { theme } = useStores();
  const isDark = createMedia('(prefers-color-scheme: dark)');
  let host!: HTMLDivElement;
  let chart: uPlot | null = null;
  const draw = () => {
    chart?.destroy();
    chart = drawChart(host, props.plan, props.days);
  };
  onMount(() => {
    createEffect(on([() => props.days, theme.choice, isDark], draw));
    const resized = new ResizeObserver(() =>
      chart?.setSize({ width: host.clientWidth, height: host.clientHeight }),
    );
    resized.observe(host);
    onCleanup(() => {
      resized.disconnect();
      chart?.destroy();
    });
  });
  return (
    <figure>
      <figcaption class="mb-2">
        <h3 class="text-14 font-[550]">{props.plan.title}</h3>
        <p class="text-13 text-muted">
          {props.plan.sum(props.days)}, {props.period}
        </p>
      </figcaption>
      <div
        ref={host}
        class="chart"
        role="img"
        aria-label={`${props.plan.title}: ${props.plan.sum(props.days)}, ${props.period}`}
      />
      <p class="mt-1 flex flex-wrap gap-x-4 text-12 text-muted" aria-hidden="true">
        <For each={props.plan.lines}>
          {(line, at) => (
            <span class="inline-flex items-center gap-1.5">
              <span class="h-0.5 w-3" classList={{ 'bg-accent': at() === 0, 'bg-muted': at() > 0 }} />
              {line.title}
            </span>
          )}
        </For>
      </p>
    </figure>
  );
}
