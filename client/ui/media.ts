import { type Accessor, createSignal, onCleanup } from 'solid-js';

export const PHONE = '(max-width: 767.98px)';
export const BELOW_DESKTOP = '(max-width: 1099.98px)';

export function createMedia(query: string): Accessor<boolean> {
  const media = window.matchMedia(query);
  const [matches, setMatches] = createSignal(media.matches);
  const listen = () => setMatches(media.matches);
  media.addEventListener('change', listen);
  onCleanup(() => media.removeEventListener('change', listen));
  return matches;
}
