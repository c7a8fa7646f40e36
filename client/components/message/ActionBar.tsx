import { useNavigate } from '@solidjs/router';
import CornerUpLeft from 'lucide-solid/icons/corner-up-left';
import Ellipsis from 'lucide-solid/icons/ellipsis';
import MessagesSquare from 'lucide-solid/icons/messages-square';
import Pencil from 'lucide-solid/icons/pencil';
import SmilePlus from 'lucide-solid/icons/face-slightly-smiling-plus';
import { Show } from 'solid-js';
import type { Message } from '../../../protocol/chat.ts';
import { quoteOfMessage } from '../../stores/apply-message.ts';
import { useStores } from '../../stores/context.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { Menu } from '../../ui/Menu.tsx';
import { Popover } from '../../ui/Popover.tsx';
import { mayBranch, mayQuote, threadPath } from '../threads/paths.ts';
import { useDeeds } from './deeds.ts';
import { useDesk } from './desk.ts';
import { MessageMenu } from './MessageMenu.tsx';
import { ReactionChoice } from './ReactionChoice.tsx';

/** At the upper right of the message under the pointer or the focus. */
export function ActionBar(props: { message: Message }) {
  const { conversations } = useStores();
  const desk = useDesk();
  const deeds = useDeeds();
  const navigate = useNavigate();
  const may = () => conversations.may(props.message);
  return (
    <div class="action-bar" role="toolbar" aria-label="Message actions">
      <Show when={may().react}>
        <Popover label="React" icon={<SmilePlus size={17} />} keys="+">
          {(close) => (
            <ReactionChoice
              message={props.message}
              onPick={(emoji) => {
                close();
                deeds.react(props.message, emoji);
              }}
            />
          )}
        </Popover>
      </Show>
      <Show when={mayQuote(desk, props.message) && may().reply}>
        <IconButton
          label="Reply"
          tip="top"
          aria-keyshortcuts="r"
          onClick={() => desk.compose({ kind: 'answer', quote: quoteOfMessage(props.message) })}
        >
          <CornerUpLeft size={17} />
        </IconButton>
      </Show>
      <Show when={mayBranch(desk, props.message) && may().reply}>
        <IconButton
          label="Reply in thread"
          tip="top"
          aria-keyshortcuts="t"
          onClick={() => navigate(threadPath(props.message))}
        >
          <MessagesSquare size={17} />
        </IconButton>
      </Show>
      <Show when={may().edit}>
        <IconButton
          label="Edit"
          tip="top"
          aria-keyshortcuts="e"
          onClick={() => desk.compose({ kind: 'edit', message: props.message })}
        >
          <Pencil size={16} />
        </IconButton>
      </Show>
      <Menu label="More actions" icon={<Ellipsis size={17} />}>
        <MessageMenu message={props.message} />
      </Menu>
    </div>
  );
}
