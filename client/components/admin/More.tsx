import { type JSX, Show } from 'solid-js';
import { Button } from '../../ui/Button.tsx';
import { Problem } from '../../ui/Problem.tsx';

interface MoreProps {
  paged: { hasMore: () => boolean; busy: () => boolean; problem: () => string | null; more: () => void };
  children: JSX.Element;
}

/** A list of which there may be more. */
export function More(props: MoreProps) {
  return (
    <>
      <Problem text={props.paged.problem()} />
      {props.children}
      <Show when={props.paged.hasMore()}>
        <Button class="mt-4" busy={props.paged.busy()} onClick={() => props.paged.more()}>
          Show more
        </Button>
      </Show>
    </>
  );
}
