import { useStores } from '../../stores/context.tsx';
import { type Words, wordsFor } from '../../ui/words.ts';

const callWords: Words = {
  busy: 'They are in another call.',
  not_found: 'This call is over.',
  conflict: 'This call is over or has changed.',
  unavailable: 'The server cannot be reached at the moment. Calls start again when it is back.',
};

/** Runs what a button asks for; what goes wrong is said in a toast. */
export function useAttempt(): (action: () => Promise<unknown>) => void {
  const { toasts } = useStores();
  return (action) => {
    action().catch((error: unknown) => toasts.show('problem', wordsFor(error, callWords)));
  };
}
