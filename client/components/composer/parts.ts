import { part } from '../../ui/part.tsx';

/** Nobody needs it before a file is chosen. */
export const UploadChips = part(async () => (await import('./UploadChips.tsx')).UploadChips);
