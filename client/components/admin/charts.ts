import type { AppRouter } from '../../../server/trpc/router.ts';
import type { inferRouterOutputs } from '@trpc/server';
import { duration, plural } from '../../ui/format.ts';

export type Day = inferRouterOutputs<AppRouter>['admin']['history'][number];

interface Line {
  readonly title: string;
  /** null: nothing to tell of that day. */
  readonly of: (day: Day) => number | null;
}
export interface ChartPlan {
  readonly title: string;
  /** The first is in the accent, the second muted. */
  readonly lines: readonly Line[];
  readonly words: (value: number) => string;
  /** One sentence over the whole period. */
  readonly sum: (days: readonly Day[]) => string;
}

const total = (days: readonly Day[], of: (day: Day) => number) => days.reduce((sum, day) => sum + of(day), 0);
const share = (part: number, whole: number) => (whole === 0 ? null : (100 * part) / whole);
const count = (value: number) => String(Math.round(value));
const percent = (value: number) => `${Math.round(value)} %`;
const worst = (days: readonly Day[], of: (day: Day) => number | null, words: (value: number) => string) => {
  const known = days.flatMap((day) => of(day) ?? []);
  return known.length === 0 ? 'Nothing was measured' : `At most ${words(Math.max(...known))}`;
};
const wait = (ms: number) => (ms < 1000 ? `${Math.round(ms)} ms` : duration(ms));

export const CHARTS: readonly ChartPlan[] = [
  {
    title: 'Messages',
    lines: [
      { title: 'Messages', of: ({ messages }) => messages },
      { title: 'People who wrote', of: ({ senders }) => senders },
    ],
    words: count,
    sum: (days) =>
      plural(
        total(days, ({ messages }) => messages),
        'message',
      ),
  },
  {
    title: 'Calls',
    lines: [
      { title: 'Calls', of: ({ calls }) => calls },
      { title: 'Failed', of: ({ failed }) => failed },
    ],
    words: count,
    sum: (days) =>
      `${plural(
        total(days, ({ calls }) => calls),
        'call',
      )}, ${total(days, ({ failed }) => failed)} failed`,
  },
  {
    title: 'Time to join a call',
    lines: [
      { title: '95 of 100 within', of: ({ joinP95Ms }) => joinP95Ms },
      { title: 'Half within', of: ({ joinP50Ms }) => joinP50Ms },
    ],
    words: wait,
    sum: (days) => worst(days, ({ joinP95Ms }) => joinP95Ms, wait),
  },
  {
    title: 'How media went',
    lines: [
      { title: 'By relay', of: ({ relayed, joins }) => share(relayed, joins) },
      { title: 'Over the server', of: ({ overSfu, joins }) => share(overSfu, joins) },
    ],
    words: percent,
    sum(days) {
      const joins = total(days, (day) => day.joins);
      const relayed = share(
        total(days, (day) => day.relayed),
        joins,
      );
      return relayed === null ? 'Nothing was measured' : `${percent(relayed)} by relay`;
    },
  },
  {
    title: 'Meetings of strangers',
    lines: [
      { title: 'Meetings', of: ({ meetings }) => meetings },
      { title: 'Reported', of: ({ meetReported }) => meetReported },
    ],
    words: count,
    sum: (days) =>
      plural(
        total(days, ({ meetings }) => meetings),
        'meeting',
      ),
  },
  {
    title: 'Waiting for a stranger',
    lines: [
      { title: '95 of 100 within', of: (day) => (day.meetings === 0 ? null : day.waitP95Ms) },
      { title: 'Half within', of: (day) => (day.meetings === 0 ? null : day.waitP50Ms) },
    ],
    words: wait,
    sum: (days) => worst(days, (day) => (day.meetings === 0 ? null : day.waitP95Ms), wait),
  },
];
