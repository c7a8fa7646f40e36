import { type Accessor, createMemo, createSignal } from 'solid-js';

/** They fill a window of usual height; one that they do not fill gets all at once. */
const NEWEST_ROWS = 20;

/**
 * Who opens a conversation reads its newest lines, and building a row costs more than anything else then: the others
 * are built as soon as the reader turns away from the newest, or where something among them is to be shown.
 */
export function createBuiltRows<T>(rows: Accessor<readonly T[]>, isSoughtAbove: Accessor<boolean>) {
  const [wanted, setWanted] = createSignal(false);
  const areAllBuilt = createMemo<boolean>((before) => before || wanted() || isSoughtAbove(), false);
  return {
    built: createMemo(() => (areAllBuilt() ? rows() : rows().slice(-NEWEST_ROWS))),
    isPart: () => !areAllBuilt() && rows().length > NEWEST_ROWS,
    buildAll: () => void setWanted(true),
  };
}
