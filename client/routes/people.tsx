import { Empty } from '../ui/Empty.tsx';
import { createTitle } from '../ui/title.ts';

/** Beside the list of people, while nobody is chosen. */
export function People() {
  createTitle(() => 'People');
  return <Empty text="Choose someone to see who they are and to reach them." />;
}
