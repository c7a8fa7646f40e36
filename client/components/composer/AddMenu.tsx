import CalendarClock from 'lucide-solid/icons/calendar-clock';
import ChartBar from 'lucide-solid/icons/chart-bar';
import Paperclip from 'lucide-solid/icons/paperclip';
import Plus from 'lucide-solid/icons/plus';
import { createSignal, lazy, Show, Suspense } from 'solid-js';
import { Portal } from 'solid-js/web';
import type { NewPoll } from '../../../protocol/chat.ts';
import type { DraftPlace } from '../../drafts/draft-copy.ts';
import { useStores } from '../../stores/context.tsx';
import { Menu, MenuItem } from '../../ui/Menu.tsx';

const PollDialog = lazy(async () => ({ default: (await import('../polls/PollDialog.tsx')).PollDialog }));

interface AddMenuProps {
  place: DraftPlace;
  onFiles: (files: File[]) => void;
  /** Where there is something to send, on a phone: elsewhere it stands beside the button that sends. */
  onLater: (() => void) | undefined;
}

/** What a message may hold beside its text. */
export function AddMenu(props: AddMenuProps) {
  const { conversations } = useStores();
  const [asksPoll, setAsksPoll] = createSignal(false);
  const send = (text: string, poll: NewPoll) => {
    const { conversationId, threadRootId: rootId } = props.place;
    conversations.send(conversationId, { text, files: [], poll, rootId });
  };
  let input!: HTMLInputElement;
  return (
    <>
      <Menu label="Add" icon={<Plus size={20} />} at="left">
        <MenuItem onSelect={() => input.click()}>
          <Paperclip size={16} /> Attach files
        </MenuItem>
        <MenuItem onSelect={() => setAsksPoll(true)}>
          <ChartBar size={16} /> Poll
        </MenuItem>
        <Show when={props.onLater}>
          {(later) => (
            <span class="tablet:hidden">
              <MenuItem onSelect={() => later()()}>
                <CalendarClock size={16} /> Send later
              </MenuItem>
            </span>
          )}
        </Show>
      </Menu>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        onChange={() => {
          props.onFiles([...(input.files ?? [])]);
          input.value = '';
        }}
      />
      <Show when={asksPoll()}>
        {/* A form of its own: within the composer's it would send that too. */}
        <Portal>
          <Suspense>
            <PollDialog onSend={send} onClose={() => setAsksPoll(false)} />
          </Suspense>
        </Portal>
      </Show>
    </>
  );
}
