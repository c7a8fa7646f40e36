import Check from 'lucide-solid/icons/check';
import { createMemo, createSignal, For, Index, lazy, Show, Suspense } from 'solid-js';
import type { Message } from '../../../protocol/chat.ts';
import type { Poll } from '../../../protocol/poll.ts';
import { isClosed } from '../../../protocol/poll-rules.ts';
import { useStores } from '../../stores/context.tsx';
import { Avatar } from '../../ui/Avatar.tsx';
import { Confirm } from '../../ui/Confirm.tsx';
import { plural } from '../../ui/format.ts';
import { createNow } from '../../ui/now.ts';
import { wordsFor } from '../../ui/words.ts';
import { chosenAfter, pollLine } from './poll-words.ts';

const VotersDialog = lazy(async () => ({ default: (await import('./VotersDialog.tsx')).VotersDialog }));

/** A poll that stands: one press votes, another takes it back. */
export function PollCard(props: { message: Message; poll: Poll }) {
  const { conversations, polls, toasts } = useStores();
  const [asked, setAsked] = createSignal<'close' | 'voters' | null>(null);
  const now = createNow();
  const closed = () => isClosed(props.poll, now());
  const mine = createMemo(() => polls.choice(props.message));
  const press = (option: number) => {
    const before = mine();
    // What I chose is not known yet: a press could take back what it means to add to.
    if (before === undefined) return;
    polls
      .vote(props.message, chosenAfter(before, option, props.poll.several))
      .catch((error: unknown) => toasts.show('problem', wordsFor(error)));
  };
  return (
    <div class="poll" role="group" aria-label={`Poll: ${props.message.text}`}>
      <Options poll={props.poll} chosen={mine() ?? []} closed={closed()} onPress={press} />
      <p class="flex flex-wrap items-center gap-x-3 text-12 text-muted">
        <span class="figures">{pollLine(props.poll, now())}</span>
        <Show when={!props.poll.anonymous && props.poll.voters > 0}>
          <button type="button" class="edited-mark font-[550]" onClick={() => setAsked('voters')}>
            Who voted
          </button>
        </Show>
        <Show when={!closed() && conversations.may(props.message).closePoll}>
          <button type="button" class="edited-mark font-[550]" onClick={() => setAsked('close')}>
            Close the poll
          </button>
        </Show>
      </p>
      <Show when={asked() === 'close'}>
        <Confirm
          title="Close this poll"
          text="Nobody votes from then on, and what was chosen stays. It cannot be opened again."
          action="Close the poll"
          onConfirm={() => polls.close(props.message)}
          onClose={() => setAsked(null)}
        />
      </Show>
      <Show when={asked() === 'voters'}>
        <Suspense>
          <VotersDialog message={props.message} poll={props.poll} onClose={() => setAsked(null)} />
        </Suspense>
      </Show>
    </div>
  );
}

/** One that waits to be sent, as it will stand. */
export function PollPreview(props: { poll: Poll }) {
  return (
    <div class="poll">
      <Options poll={props.poll} chosen={[]} closed onPress={() => undefined} />
    </div>
  );
}

interface OptionsProps {
  poll: Poll;
  chosen: readonly number[];
  closed: boolean;
  onPress: (option: number) => void;
}

function Options(props: OptionsProps) {
  const { people } = useStores();
  const share = (count: number) =>
    props.poll.voters === 0 ? 0 : Math.round((100 * count) / props.poll.voters);
  const faceOf = (id: string) => people.user(id)?.avatarFileId ?? null;
  const nameOf = (id: string) => people.user(id)?.name ?? 'Someone';
  return (
    <Index each={props.poll.options}>
      {(option, at) => (
        <button
          type="button"
          class="poll-option"
          aria-pressed={props.chosen.includes(at)}
          aria-disabled={props.closed ? 'true' : undefined}
          aria-label={`${option().text}, ${plural(option().count, 'vote')}, ${share(option().count)} %`}
          onClick={() => !props.closed && props.onPress(at)}
        >
          <span class="poll-bar" style={{ width: `${share(option().count)}%` }} />
          <span class="poll-tick" data-several={props.poll.several}>
            <Show when={props.chosen.includes(at)}>
              <Check size={12} stroke-width={3} />
            </Show>
          </span>
          <span class="relative min-w-0 flex-1 [overflow-wrap:anywhere]">{option().text}</span>
          <span class="relative flex flex-none items-center gap-0.5">
            <For each={option().voterIds.slice(0, 3)}>
              {(id) => <Avatar id={id} name={nameOf(id)} fileId={faceOf(id)} size={16} />}
            </For>
          </span>
          <span class="figures relative min-w-9 flex-none text-right text-12 whitespace-nowrap text-muted">
            <span class="mr-2 text-13 text-ink">{option().count}</span>
            {share(option().count)} %
          </span>
        </button>
      )}
    </Index>
  );
}
