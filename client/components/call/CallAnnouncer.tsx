import { createEffect, createMemo, createSignal, on } from 'solid-js';
import { useStores } from '../../stores/context.tsx';
import { namesLine } from '../../ui/format.ts';
import { remotesOf } from './tiles.ts';

/** Tells those who do not see the tiles who came and who went. */
export function CallAnnouncer() {
  const { call, people } = useStores();
  const [words, setWords] = createSignal('');
  const present = createMemo(() => remotesOf(call.state()).map((remote) => remote.userId));
  const sentence = (ids: readonly string[], verb: string) =>
    ids.length === 0 ? '' : `${namesLine(ids.map((id) => people.user(id)?.name ?? 'Someone'))} ${verb}.`;
  createEffect(
    on(present, (now, before = []) => {
      const came = now.filter((id) => !before.includes(id));
      const went = before.filter((id) => !now.includes(id));
      const sentences = [sentence(came, 'joined the call'), sentence(went, 'left the call')];
      const said = sentences.filter(Boolean).join(' ');
      if (said) setWords(said);
    }),
  );
  return (
    <p class="sr-only" role="status" aria-live="polite">
      {words()}
    </p>
  );
}
