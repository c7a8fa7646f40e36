import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { ChartPlan, Day } from './charts.ts';

const LINE_COLOURS = ['--accent', '--muted'] as const;

/** Nothing is told of a part of a day, nor of half a call. */
const DAYS = [1, 2, 7, 14, 30, 61, 91, 182].map((days) => days * 24 * 60 * 60);
const WHOLE = Array.from({ length: 9 }, (_, power) => [1, 2, 5].map((digit) => digit * 10 ** power)).flat();

/** Draws into the element, in the colours of the theme that it stands in. */
export function drawChart(host: HTMLElement, { lines, words }: ChartPlan, days: readonly Day[]): uPlot {
  const colour = (token: string) => resolve(host, token);
  const grid = { stroke: colour('--line'), width: 1 };
  const font = `12px ${getComputedStyle(host).fontFamily}`;
  const axis = { stroke: colour('--muted'), font, grid, ticks: { show: false } };
  const options: uPlot.Options = {
    width: host.clientWidth,
    height: host.clientHeight,
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), 'UTC'),
    legend: { show: false },
    cursor: { show: false },
    scales: { y: { range: (_chart, _low, high) => [0, Math.max(1, high ?? 0) * 1.1] } },
    axes: [
      {
        ...axis,
        grid: { show: false },
        size: 30,
        space: 60,
        incrs: DAYS,
        values: (_chart, at) => at.map(dayWords),
      },
      { ...axis, size: 56, space: 32, incrs: WHOLE, values: (_chart, at) => at.map((value) => words(value)) },
    ],
    series: [
      {},
      ...lines.map(({ title }, at) => ({
        label: title,
        stroke: colour(LINE_COLOURS[at] ?? '--muted'),
        width: at === 0 ? 2 : 1.5,
        points: { show: days.length < 3 },
      })),
    ],
  };
  const at = days.map(({ day }) => Date.parse(day) / 1000);
  return new uPlot(options, [at, ...lines.map((line) => days.map((day) => line.of(day)))], host);
}

const dayFormat = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', timeZone: 'UTC' });
const dayWords = (seconds: number) => dayFormat.format(seconds * 1000);

/** A canvas knows no custom properties. */
function resolve(host: HTMLElement, token: string): string {
  host.style.color = `var(${token})`;
  const { color } = getComputedStyle(host);
  host.style.color = '';
  return color;
}
