import { For, Show } from 'solid-js';
import type { Message } from '../../../protocol/chat.ts';
import { useStores } from '../../stores/context.tsx';
import { Avatar } from '../../ui/Avatar.tsx';
import { Dialog } from '../../ui/Dialog.tsx';

/** Who of the members has read a message, and whom it reached. */
export function SeenDialog(props: { message: Message; onClose: () => void }) {
  const { conversations, settings } = useStores();
  const others = () =>
    (conversations.get(props.message.conversationId)?.members ?? []).filter(
      ({ userId }) => userId !== props.message.senderId,
    );
  const hasRead = ({ readNumber }: { readNumber: number }) => readNumber >= props.message.number;
  const read = () => others().filter(hasRead);
  const arrived = () =>
    others().filter((member) => !hasRead(member) && member.deliveredNumber >= props.message.number);
  const waiting = () => others().filter((member) => member.deliveredNumber < props.message.number);
  return (
    <Dialog title="Seen by" onClose={() => props.onClose()}>
      <Show
        when={settings.mine().readReceipts}
        fallback={<p class="text-14 text-muted">You have read receipts turned off.</p>}
      >
        <People title="Read" userIds={read().map(({ userId }) => userId)} none="Nobody yet." />
      </Show>
      <People title="Delivered" userIds={arrived().map(({ userId }) => userId)} />
      <People title="Not yet delivered" userIds={waiting().map(({ userId }) => userId)} />
    </Dialog>
  );
}

function People(props: { title: string; userIds: readonly string[]; none?: string }) {
  const { people } = useStores();
  const nameOf = (id: string) => people.user(id)?.name ?? 'Someone';
  return (
    <Show when={props.userIds.length > 0 || props.none}>
      <section aria-label={props.title}>
        <h3 class="text-13 font-[550]">{props.title}</h3>
        <Show when={props.userIds.length > 0} fallback={<p class="text-13 text-muted">{props.none}</p>}>
          <ul class="mt-1">
            <For each={props.userIds}>
              {(id) => (
                <li class="flex min-h-10 items-center gap-3 text-14">
                  <Avatar
                    id={id}
                    name={nameOf(id)}
                    fileId={people.user(id)?.avatarFileId ?? null}
                    size={28}
                  />
                  {nameOf(id)}
                </li>
              )}
            </For>
          </ul>
        </Show>
      </section>
    </Show>
  );
}
