import { part } from '../../ui/part.tsx';

/** Nobody needs it before the pointer or the focus is on a message. */
export const ActionBar = part(async () => (await import('./ActionBar.tsx')).ActionBar);
export const DeleteDialog = part(async () => (await import('./DeleteDialog.tsx')).DeleteDialog);
