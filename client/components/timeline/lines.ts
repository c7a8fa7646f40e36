import { type Accessor, createMemo } from 'solid-js';
import type { Keyed } from '../../ui/keyed.ts';
import { numberOf, type Row } from './rows.ts';

/** What stands in the column: the rows, and what stands between them. */
export type Line =
  | { readonly kind: 'day' | 'row'; readonly row: Keyed<Row> }
  | { readonly kind: 'new' }
  | { readonly kind: 'seen'; readonly number: number };

/**
 * A line stays the same object as long as it stands. One memo looks for all of them: a row that watched by itself for
 * a day, a line of new messages and readers would cost more to make than what it says.
 */
export function createLines(
  rows: Accessor<readonly Keyed<Row>[]>,
  isSeenAt: (number: number) => boolean,
): Accessor<readonly Line[]> {
  let standing = new Map<string, Line>();
  const look = () => {
    const next = new Map<string, Line>();
    const put = (key: string, line: Line) => {
      const before = standing.get(key);
      next.set(key, before && rowOf(before) === rowOf(line) ? before : line);
    };
    for (const row of rows()) {
      const value = row.value();
      if (value.newDay) put(`day ${row.key}`, { kind: 'day', row });
      if (value.firstNew) put('new', { kind: 'new' });
      put(row.key, { kind: 'row', row });
      const number = numberOf(value.item);
      if (number !== null && isSeenAt(number)) put(`seen ${number}`, { kind: 'seen', number });
    }
    standing = next;
    return [...next.values()];
  };
  return createMemo(look, undefined, { equals: areSame });
}

function areSame(a: readonly Line[], b: readonly Line[]): boolean {
  return a.length === b.length && a.every((line, index) => line === b[index]);
}

function rowOf(line: Line): Keyed<Row> | null {
  return 'row' in line ? line.row : null;
}
