import { Show } from 'solid-js';
import { Avatar } from '../../ui/Avatar.tsx';
import { Button } from '../../ui/Button.tsx';
import type { Picture } from './picture.ts';

interface PictureChoiceProps {
  id: string;
  /** What the picture is of, and a line below it. */
  name: string;
  line: string;
  fileId: string | null;
  picture: Picture;
  label: string;
  square?: boolean;
}

/** A picture as it will look; it is taken over with the rest of the form. */
export function PictureChoice(props: PictureChoiceProps) {
  let input!: HTMLInputElement;
  const preview = () => {
    const state = props.picture.state();
    return state.kind === 'picked' ? state.url : null;
  };
  const kept = () => (props.picture.state().kind === 'kept' ? props.fileId : null);
  return (
    <div class="mb-2 flex items-center gap-5">
      <Show
        when={preview()}
        fallback={
          <Avatar id={props.id} name={props.name} fileId={kept()} size={96} square={props.square ?? false} />
        }
      >
        {(url) => (
          <img
            src={url()}
            alt="Preview"
            class="size-24 flex-none object-cover"
            classList={{ 'rounded-full': !props.square, 'rounded-[27px]': props.square ?? false }}
          />
        )}
      </Show>
      <div class="flex min-w-0 flex-col gap-3">
        <div>
          <p class="truncate text-18 font-semibold tracking-tight">{props.name}</p>
          <p class="truncate text-14 text-muted">{props.line}</p>
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
        aria-label={props.label}
        onChange={() => {
          props.picture.pick(input.files?.[0]);
          input.value = '';
        }}
      />
    </div>
  );
}
