/** Arrow keys, Home and End move the focus among the elements of `within` that carry `data-roving`. */
export function moveFocus(event: KeyboardEvent, within: HTMLElement): boolean {
  const steps = stepsOf(event.key);
  if (steps === null || event.altKey || event.ctrlKey || event.metaKey) return false;
  const items = [...within.querySelectorAll<HTMLElement>('[data-roving]')];
  if (items.length === 0) return false;
  const at = items.indexOf(document.activeElement as HTMLElement);
  const to = steps === 'first' ? 0 : steps === 'last' ? items.length - 1 : at + steps;
  const target = items[Math.min(Math.max(to, 0), items.length - 1)];
  target?.focus();
  event.preventDefault();
  return true;
}

function stepsOf(key: string): number | 'first' | 'last' | null {
  if (key === 'ArrowDown') return 1;
  if (key === 'ArrowUp') return -1;
  if (key === 'Home') return 'first';
  return key === 'End' ? 'last' : null;
}
