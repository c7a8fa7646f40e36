import { type Accessor, createMemo, createSignal, untrack } from 'solid-js';
import type { Keyed } from '../../ui/keyed.ts';
import { type Row, textOf } from './rows.ts';

/** What a row takes at the least: its name, and each line of its words. */
const NAME_PX = 20;
const LINE_PX = 24;
const LINE_LETTERS = 100;

/**
 * Who opens a conversation reads its newest lines, and building a row costs more than anything else then: as many are
 * built as fill a screen. The others follow as soon as the reader turns away from the newest, or where something among
 * them is to be shown.
 */
export function createBuiltRows(rows: Accessor<readonly Keyed<Row>[]>, isSoughtAbove: Accessor<boolean>) {
  const [wanted, setWanted] = createSignal(false);
  const areAllBuilt = createMemo<boolean>((before) => before || wanted() || isSoughtAbove(), false);
  const built = createMemo(() => (areAllBuilt() ? rows() : newestOf(rows(), screen.height)));
  return {
    built,
    isPart: () => built().length < rows().length,
    buildAll: () => void setWanted(true),
  };
}

function newestOf(rows: readonly Keyed<Row>[], height: number): readonly Keyed<Row>[] {
  let filled = 0;
  let first = rows.length;
  while (first > 0 && filled < height) {
    first -= 1;
    const row = rows[first];
    if (row) filled += untrack(() => leastHeightOf(row.value()));
  }
  return rows.slice(first);
}

function leastHeightOf(row: Row): number {
  const lines = 1 + Math.floor(textOf(row.item).length / LINE_LETTERS);
  return LINE_PX * lines + (row.first ? NAME_PX : 0);
}
