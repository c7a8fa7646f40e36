import { Empty } from '../ui/Empty.tsx';

/** Beside the list of people, while nobody is chosen. */
export function People() {
  return <Empty text="Choose someone to see who they are and to reach them." />;
}
