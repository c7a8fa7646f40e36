import { A } from '@solidjs/router';
import { createMemo, Show } from 'solid-js';
import type { Message } from '../../../protocol/chat.ts';
import type { FollowedThreads } from '../../api/api.ts';
import { useStores } from '../../stores/context.tsx';
import { Avatar } from '../../ui/Avatar.tsx';
import { Count } from '../../ui/Count.tsx';
import { fullTimeOf, listTime, plural } from '../../ui/format.ts';
import { createNow } from '../../ui/now.ts';
import { quoteWords } from '../message/QuoteLine.tsx';
import { threadPath } from './paths.ts';

/** One of my threads: where it is, how it began, what was said last. */
export function ThreadCard(props: { thread: FollowedThreads['threads'][number] }) {
  const { conversations, threads } = useStores();
  const now = createNow();
  const place = createMemo(() => conversations.get(props.thread.root.conversationId));
  const follow = () => threads.follow(props.thread.root.id) ?? props.thread.follow;
  const unread = () => Math.max(0, follow().lastNumber - follow().readNumber);
  const replies = () => props.thread.root.thread?.replies ?? 0;
  return (
    <li class="border-b border-line last:border-b-0">
      <A href={threadPath(props.thread.root)} class="thread-card ring-inset" data-roving>
        <span class="flex items-baseline gap-2 text-12 text-muted">
          <span class="min-w-0 flex-1 truncate">
            <Show when={place()}>{(conversation) => conversations.title(conversation())}</Show>
          </span>
          <time class="flex-none" title={fullTimeOf(props.thread.lastReply.createdAt)}>
            {listTime(props.thread.lastReply.createdAt, now())}
          </time>
        </span>
        <Line message={props.thread.root} lines={2} />
        <span class="flex items-center gap-2 pl-9 text-12 text-muted">
          {plural(replies(), 'reply', 'replies')}
          <Count of={unread()} label="unread" />
          <Show when={follow().mentioned.length > 0}>
            <span class="text-13 font-semibold text-warn-text" title="You are named">
              @<span class="sr-only">{` ${follow().mentioned.length} naming you`}</span>
            </span>
          </Show>
        </span>
        <Line message={props.thread.lastReply} lines={1} />
      </A>
    </li>
  );
}

function Line(props: { message: Message; lines: 1 | 2 }) {
  const { people, session } = useStores();
  const sender = () => people.user(props.message.senderId);
  const name = () => (props.message.senderId === session.me()?.id ? 'You' : (sender()?.name ?? 'Someone'));
  return (
    <span class="flex items-start gap-3">
      <Avatar
        id={props.message.senderId}
        name={sender()?.name ?? 'Someone'}
        fileId={sender()?.avatarFileId ?? null}
        size={20}
      />
      <span
        class="min-w-0 flex-1 text-14 [overflow-wrap:anywhere]"
        classList={{ 'line-clamp-1': props.lines === 1, 'line-clamp-2': props.lines === 2 }}
      >
        <span class="font-semibold">{name()}</span>{' '}
        {quoteWords({
          text: props.message.text,
          fileCount: props.message.files.length,
          poll: props.message.poll !== null,
          deleted: props.message.deletedAt !== null,
        })}
      </span>
    </span>
  );
}
