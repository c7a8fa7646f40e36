import type { UserSettings } from '../../../protocol/settings.ts';
import { useStores } from '../../stores/context.tsx';
import { wordsFor } from '../../ui/words.ts';

/** Changes what this person chose; where that fails, the page says so and shows what holds. */
export function useChange(): (change: Partial<UserSettings>) => void {
  const { settings, toasts } = useStores();
  return (change) =>
    void settings.change(change).catch((error: unknown) => toasts.show('problem', wordsFor(error)));
}
