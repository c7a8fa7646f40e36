import { createSignal, type JSX, Show } from 'solid-js';
import { Button } from '../../ui/Button.tsx';
import { createAction } from '../../ui/action.ts';
import { Problem } from '../../ui/Problem.tsx';
import { ShownName } from '../../ui/ShownName.tsx';
import { rememberedWish, rememberWish, type StartWish } from './start-wish.ts';
import { TagInput } from './TagInput.tsx';

/** What one says before meeting anyone: a name for the evening, what one likes, and that one is of age. */
export function StartForm(props: {
  name: string;
  suggestions: readonly string[];
  asksAge: boolean;
  onStart: (wish: StartWish) => Promise<void>;
  children?: JSX.Element;
}) {
  // oxlint-disable-next-line solid/reactivity -- where the form begins; from then on it is the person's.
  const wish = rememberedWish(localStorage, props.name);
  const [name, setName] = createSignal(wish.name);
  const [tags, setTags] = createSignal<readonly string[]>(wish.tags);
  const [isAdult, setAdult] = createSignal(false);
  const start = createAction(
    async () => {
      const chosen = { name: name().trim(), tags: tags() };
      rememberWish(localStorage, chosen);
      await props.onStart(chosen);
    },
    { unavailable: 'Meeting is not possible at the moment. Try again shortly.' },
  );
  return (
    <form class="flex flex-col gap-5" onSubmit={start.onSubmit}>
      <ShownName value={name()} onInput={setName} />
      <TagInput tags={tags()} suggestions={props.suggestions} onChange={setTags} />
      {props.children}
      <Show when={props.asksAge}>
        <label class="flex min-h-11 items-center gap-3 text-14">
          <input
            type="checkbox"
            required
            class="size-5 flex-none"
            checked={isAdult()}
            onChange={(event) => setAdult(event.currentTarget.checked)}
          />
          I am 18 or older.
        </label>
      </Show>
      <Problem text={start.problem()} />
      <Button kind="primary" type="submit" class="meet-start" busy={start.busy()}>
        Start
      </Button>
    </form>
  );
}
