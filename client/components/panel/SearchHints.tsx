import { For } from 'solid-js';

const HINTS = [
  { operator: 'from:', example: 'alice', says: 'who wrote it' },
  { operator: 'in:', example: 'watercooler', says: 'in which group' },
  { operator: 'after:', example: '2026-05-01', says: 'on that day or later' },
  { operator: 'before:', example: '2026-06-01', says: 'earlier than that day' },
  { operator: 'has:file', example: '', says: 'with a file' },
  { operator: 'has:link', example: '', says: 'with a link' },
  { operator: 'is:pinned', example: '', says: 'pinned' },
  { operator: '"', example: 'these words"', says: 'exactly so' },
  { operator: '-', example: 'word', says: 'without it' },
] as const;

/** What may be written beside words; a press begins with it. */
export function SearchHints(props: { onPick: (operator: string) => void }) {
  return (
    <section aria-label="Search terms">
      <p class="px-2.5 py-1 text-13 text-muted">Words, and any of these:</p>
      <For each={HINTS}>
        {(hint) => (
          <button
            type="button"
            class="pick-row min-h-[var(--control)]! justify-between"
            data-roving
            onClick={() => props.onPick(hint.example === '' ? `${hint.operator} ` : hint.operator)}
          >
            <span class="font-mono text-13">
              {hint.operator}
              <span class="text-muted">{hint.example}</span>
            </span>
            <span class="text-13 text-muted">{hint.says}</span>
          </button>
        )}
      </For>
    </section>
  );
}
