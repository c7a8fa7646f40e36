import type { Message } from '../../../protocol/chat.ts';
import { quoteOfMessage } from '../../stores/apply-message.ts';
import { useStores } from '../../stores/context.tsx';
import { useDesk } from '../message/desk.ts';

/**
 * From the timeline the arrow keys go from message to message; on a message a letter does what its action bar does,
 * and Escape leads back to the composer.
 */
export function createTimelineKeys(messageOf: (id: string) => Message | undefined) {
  const { conversations } = useStores();
  const desk = useDesk();
  const act = (key: string, row: HTMLElement): boolean => {
    const message = messageOf(row.dataset.message ?? '');
    if (!message) return false;
    const may = conversations.may(message);
    if (key === 'r' && may.reply) desk.compose({ kind: 'answer', quote: quoteOfMessage(message) });
    else if (key === 'e' && may.edit) desk.compose({ kind: 'edit', message });
    else if (key === 'Delete' && may.remove) desk.ask({ kind: 'delete', message });
    else if (key === '+' && may.react) row.querySelector<HTMLElement>('[aria-keyshortcuts="+"]')?.click();
    else return false;
    return true;
  };
  return (event: KeyboardEvent & { currentTarget: HTMLElement }) => {
    if (event.altKey || event.ctrlKey || event.metaKey || !(event.target instanceof HTMLElement)) return;
    const { target, currentTarget: log } = event;
    const row = target.dataset.message === undefined ? null : target;
    const isHandled =
      (row?.matches(':focus-visible') && (act(event.key, row) || leave(event.key, log))) ||
      ((row !== null || target === log) && step(event.key, log, row));
    if (isHandled) event.preventDefault();
  };
}

function leave(key: string, log: HTMLElement): boolean {
  if (key !== 'Escape') return false;
  const field = log.closest('section')?.querySelector<HTMLElement>('textarea');
  field?.focus();
  return field !== undefined;
}

function step(key: string, log: HTMLElement, row: HTMLElement | null): boolean {
  if (key !== 'ArrowUp' && key !== 'ArrowDown') return false;
  const rows = [...log.querySelectorAll<HTMLElement>('[data-message]')];
  const edge = log.getBoundingClientRect().bottom;
  const next = row
    ? rows[rows.indexOf(row) + (key === 'ArrowUp' ? -1 : 1)]
    : rows.findLast((candidate) => candidate.getBoundingClientRect().top < edge - 8);
  next?.focus();
  return true;
}
