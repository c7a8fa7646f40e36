import { createSignal, onCleanup, Show } from 'solid-js';
import type { User } from '../../../protocol/chat.ts';
import { useStores } from '../../stores/context.tsx';
import { Avatar } from '../../ui/Avatar.tsx';
import { Button } from '../../ui/Button.tsx';
import { createAction } from '../../ui/action.ts';
import { Problem } from '../../ui/Problem.tsx';
import type { Words } from '../../ui/words.ts';

const CHOOSE = 'Choose a picture: JPEG, PNG, WebP or GIF.';
const NOT_A_PICTURE: Words = { unsupported_type: CHOOSE, invalid: CHOOSE };

/** The profile picture: shown as it will look before it is taken over. */
export function PictureChoice(props: { me: User }) {
  const { session, uploads } = useStores();
  const { picked, pick, forget } = createPicked();
  let input!: HTMLInputElement;
  const use = createAction(async () => {
    const choice = picked();
    if (!choice) return;
    const file = await uploads.uploadOne(choice.file);
    await session.updateProfile({ avatarFileId: file.id });
    forget();
  }, NOT_A_PICTURE);
  const remove = createAction(() => session.updateProfile({ avatarFileId: null }));
  return (
    <div class="flex items-center gap-5">
      <Show
        when={picked()}
        fallback={<Avatar id={props.me.id} name={props.me.name} fileId={props.me.avatarFileId} size={96} />}
      >
        {(choice) => (
          <img src={choice().url} alt="Preview" class="size-24 flex-none rounded-full object-cover" />
        )}
      </Show>
      <div class="flex min-w-0 flex-col gap-3">
        <div>
          <p class="truncate text-18 font-semibold tracking-tight">{props.me.name}</p>
          <p class="truncate text-14 text-muted">@{props.me.username}</p>
        </div>
        <div class="flex flex-wrap gap-2">
          <Show when={picked()} fallback={<Button onClick={() => input.click()}>Choose picture</Button>}>
            <Button kind="primary" busy={use.busy()} onClick={() => void use.run()}>
              Use picture
            </Button>
            <Button kind="quiet" onClick={forget}>
              Cancel
            </Button>
          </Show>
          <Show when={props.me.avatarFileId && !picked()}>
            <Button kind="quiet" busy={remove.busy()} onClick={() => void remove.run()}>
              Remove picture
            </Button>
          </Show>
        </div>
        <Problem text={use.problem() ?? remove.problem()} />
      </div>
      <input
        ref={input}
        type="file"
        accept="image/*"
        hidden
        aria-label="Profile picture"
        onChange={() => pick(input)}
      />
    </div>
  );
}

/** A file that was picked, with an address to show it by for as long as it is looked at. */
function createPicked() {
  const [picked, setPicked] = createSignal<{ file: File; url: string } | null>(null);
  const forget = () => {
    const before = picked();
    if (before) URL.revokeObjectURL(before.url);
    setPicked(null);
  };
  onCleanup(forget);
  const pick = (input: HTMLInputElement) => {
    const file = input.files?.[0];
    input.value = '';
    forget();
    if (file) setPicked({ file, url: URL.createObjectURL(file) });
  };
  return { picked, pick, forget };
}
