import { Show } from 'solid-js';
import type { User } from '../../../protocol/chat.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import { Button } from '../../ui/Button.tsx';
import type { Picture } from './picture.ts';

/** The profile picture as it will look; it is taken over with the rest of the form. */
export function PictureChoice(props: { me: User; picture: Picture }) {
  let input!: HTMLInputElement;
  const preview = () => {
    const state = props.picture.state();
    return state.kind === 'picked' ? state.url : null;
  };
  const kept = () => (props.picture.state().kind === 'kept' ? props.me.avatarFileId : null);
  return (
    <div class="mb-2 flex items-center gap-5">
      <Show
        when={preview()}
        fallback={<Avatar id={props.me.id} name={props.me.name} fileId={kept()} size={96} />}
      >
        {(url) => <img src={url()} alt="Preview" class="size-24 flex-none rounded-full object-cover" />}
      </Show>
      <div class="flex min-w-0 flex-col gap-3">
        <div>
          <p class="truncate text-18 font-semibold tracking-tight">{props.me.name}</p>
          <p class="truncate text-14 text-muted">@{props.me.username}</p>
        </div>
        <div class="flex flex-wrap gap-2">
          <Button onClick={() => input.click()}>Choose picture</Button>
          <Show when={kept()}>
            <Button kind="quiet" onClick={() => props.picture.remove()}>
              Remove picture
            </Button>
          </Show>
          <Show when={props.picture.state().kind !== 'kept'}>
            <Button kind="quiet" onClick={() => props.picture.reset()}>
              Keep the old one
            </Button>
          </Show>
        </div>
      </div>
      <input
        ref={input}
        type="file"
        accept="image/*"
        hidden
        aria-label="Profile picture"
        onChange={() => {
          props.picture.pick(input.files?.[0]);
          input.value = '';
        }}
      />
    </div>
  );
}
