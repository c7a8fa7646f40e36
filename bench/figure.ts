import type { BenchPostgres } from './world/database.ts';

/** One line of the table. */
export interface Figure {
  readonly what: string;
  readonly parley: string;
  /** What it is held against, measured in the same run. */
  readonly against: string;
  readonly ratio: string;
  readonly target: string;
  readonly isMet: boolean;
}

export interface Stage {
  readonly postgres: BenchPostgres;
  /** `small` is over in seconds and shows that everything runs; its figures say little. */
  readonly size: 'full' | 'small';
  note(line: string): void;
}

export type Bench = (stage: Stage) => Promise<Figure[]>;

interface Ratio {
  readonly what: string;
  readonly parley: number;
  readonly against: number;
  /** What the figures are called, and what they are held against. */
  readonly unit: (value: number) => string;
  readonly than: string;
}

export function atLeast(target: number, { what, parley, against, unit, than }: Ratio): Figure {
  const ratio = parley / against;
  const figures = { parley: unit(parley), against: `${unit(against)} ${than}` };
  return { what, ...figures, ratio: two(ratio), target: `≥ ${target}`, isMet: ratio >= target };
}

export function atMost(target: number, { what, parley, against, unit, than }: Ratio): Figure {
  const ratio = parley / against;
  const figures = { parley: unit(parley), against: `${unit(against)} ${than}` };
  return { what, ...figures, ratio: two(ratio), target: `≤ ${target}`, isMet: ratio <= target };
}

export const perSecond = (value: number) => `${Math.round(value).toLocaleString('en')}/s`;
export const milliseconds = (value: number) => `${two(value)} ms`;
export const kilobytes = (value: number) => `${two(value / 1024)} KiB`;

/** Two digits that count. */
function two(value: number): string {
  return value >= 100 ? String(Math.round(value)) : String(Number(value.toPrecision(2)));
}
