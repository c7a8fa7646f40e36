/** Where one can go, and how a path is laid out. */
export type Place = 'messages' | 'calls' | 'meet' | 'direct' | 'people' | 'admin' | 'settings';

export interface Layout {
  place: Place;
  /** What a phone shows: the list or the main part. */
  page: 'list' | 'main';
  /** Whether a phone shows the bottom bar. */
  bar: boolean;
}

export function layoutOf(path: string): Layout {
  const [first = '', second] = path.split('/').filter(Boolean);
  if (first === 'people') return { place: 'people', page: second ? 'main' : 'list', bar: !second };
  if (first === 'calls') return { place: 'calls', page: 'main', bar: true };
  if (first === 'meet') return { place: 'meet', page: 'main', bar: true };
  if (first === 'direct') return { place: 'direct', page: 'main', bar: !second };
  if (first === 'admin') return { place: 'admin', page: 'main', bar: true };
  if (first === 'settings') return { place: 'settings', page: 'main', bar: true };
  if (first === '') return { place: 'messages', page: 'list', bar: true };
  return { place: 'messages', page: 'main', bar: false };
}
