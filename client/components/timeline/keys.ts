import { useNavigate } from '@solidjs/router';
import type { Message } from '../../../protocol/chat.ts';
import { quoteOfMessage } from '../../stores/apply-message.ts';
import { useStores } from '../../stores/context.tsx';
import { useDesk } from '../message/desk.ts';
import { mayBranch, mayQuote, threadPath } from '../threads/paths.ts';

/**
 * From the timeline the arrow keys, Home and End go from message to message; on a message a letter does what its action
 * bar does, Enter opens its menu, and Escape leads back to the composer.
 */
export function createTimelineKeys(messageOf: (id: string) => Message | undefined) {
  const { conversations } = useStores();
  const desk = useDesk();
  const navigate = useNavigate();
  const act = (key: string, row: HTMLElement): boolean => {
    const message = messageOf(row.dataset.message ?? '');
    if (!message) return false;
    const may = conversations.may(message);
    if (key === 'r' && may.reply && mayQuote(desk, message))
      desk.compose({ kind: 'answer', quote: quoteOfMessage(message) });
    else if (key === 't' && may.reply && mayBranch(desk, message)) navigate(threadPath(message));
    else if (key === 'e' && may.edit) desk.compose({ kind: 'edit', message });
    else if (key === 'Delete' && may.remove) desk.ask({ kind: 'delete', message });
    else if (key === '+' && may.react) press(row, '[aria-keyshortcuts="+"]');
    else if (key === 'Enter') press(row, '.action-bar [aria-haspopup="menu"]');
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

function press(row: HTMLElement, selector: string): void {
  row.querySelector<HTMLElement>(selector)?.click();
}

function leave(key: string, log: HTMLElement): boolean {
  if (key !== 'Escape') return false;
  const field = log.closest('section')?.querySelector<HTMLElement>('textarea');
  field?.focus();
  return field !== undefined;
}

function step(key: string, log: HTMLElement, row: HTMLElement | null): boolean {
  const rows = [...log.querySelectorAll<HTMLElement>('[data-message]')];
  const edge = log.getBoundingClientRect().bottom;
  const lowest = () => rows.findLast((candidate) => candidate.getBoundingClientRect().top < edge - 8);
  const beside = (steps: number) => (row ? rows[rows.indexOf(row) + steps] : lowest());
  const places: Record<string, () => HTMLElement | undefined> = {
    ArrowUp: () => beside(-1),
    ArrowDown: () => beside(1),
    Home: () => rows[0],
    End: () => rows.at(-1),
  };
  const place = places[key];
  place?.()?.focus();
  return place !== undefined;
}
