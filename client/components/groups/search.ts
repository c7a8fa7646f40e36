import type { Accessor } from 'solid-js';
import type { PublicGroup } from '../../api/api.ts';
import { useStores } from '../../stores/context.tsx';
import { createPaged } from '../../ui/paged.ts';

/** Public groups by `text`, a page at a time. */
export function createGroupSearch(text: Accessor<string>) {
  const { conversations } = useStores();
  return createPaged<string, PublicGroup>({
    query: text,
    load: (wanted, known) => conversations.browse({ text: wanted.trim(), offset: known.length }),
    idOf: ({ id }) => id,
  });
}
