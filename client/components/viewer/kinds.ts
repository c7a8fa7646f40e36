import type { FileInfo } from '../../../protocol/chat.ts';

export type ViewKind = 'picture' | 'film' | 'pdf' | 'text';

const PICTURES = /^image\/(png|apng|jpeg|gif|webp|avif|bmp)$/;

/** What can be looked at here without being saved first; null: nothing but a download. */
export function viewKindOf({ type, removed }: FileInfo): ViewKind | null {
  if (removed) return null;
  if (PICTURES.test(type)) return 'picture';
  if (type.startsWith('video/')) return 'film';
  if (type === 'application/pdf') return 'pdf';
  return type === 'text/plain' ? 'text' : null;
}
