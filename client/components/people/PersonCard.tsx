import { useNavigate } from '@solidjs/router';
import MessageSquare from 'lucide-solid/icons/message-square';
import Phone from 'lucide-solid/icons/phone';
import Video from 'lucide-solid/icons/video';
import { createMemo, Show } from 'solid-js';
import { useStores } from '../../stores/context.tsx';
import { Avatar } from '../../ui/Avatar.tsx';
import { Button } from '../../ui/Button.tsx';
import { createNow } from '../../ui/now.ts';
import { wordsFor } from '../../ui/words.ts';
import { presenceWords } from './presence-words.ts';

/** A person as everyone may see them, and the ways to reach them. */
export function PersonCard(props: { userId: string; reach?: boolean }) {
  const { people, session } = useStores();
  const now = createNow();
  const user = createMemo(() => people.user(props.userId));
  const isMe = () => props.userId === session.me()?.id;
  const presence = () => (isMe() ? 'online' : people.presence(props.userId));
  return (
    <Show when={user()} fallback={<p class="late text-14 text-muted">Loading</p>}>
      {(person) => (
        <section class="flex flex-col items-center gap-4 text-center">
          <Avatar
            id={person().id}
            name={person().name}
            fileId={person().avatarFileId}
            size={96}
            presence={presence()}
          />
          <div class="max-w-full">
            <h2 class="text-22 font-semibold tracking-tight break-words">{person().name}</h2>
            <p class="text-14 text-muted">
              @{person().username} · {presenceWords(presence(), people.lastSeen(props.userId), now())}
            </p>
          </div>
          <Show when={person().status}>{(status) => <p class="max-w-[36ch] text-15">{status()}</p>}</Show>
          <Show when={props.reach && !isMe()}>
            <Reach userId={props.userId} />
          </Show>
        </section>
      )}
    </Show>
  );
}

function Reach(props: { userId: string }) {
  const { call, conversations, toasts } = useStores();
  const navigate = useNavigate();
  const reach = async (then: (id: string) => Promise<void> | void) => {
    try {
      const id = await conversations.openDirect(props.userId);
      navigate(`/c/${id}`);
      await then(id);
    } catch (error) {
      toasts.show('problem', wordsFor(error));
    }
  };
  return (
    <div class="flex w-full max-w-[280px] flex-col gap-2 tablet:max-w-none tablet:flex-row tablet:justify-center">
      <Button kind="primary" onClick={() => void reach(() => undefined)}>
        <MessageSquare size={16} /> Message
      </Button>
      <Button onClick={() => void reach((id) => call.start(id, { video: false }))}>
        <Phone size={16} /> Audio call
      </Button>
      <Button onClick={() => void reach((id) => call.start(id, { video: true }))}>
        <Video size={17} /> Video call
      </Button>
    </div>
  );
}
