import { Show } from 'solid-js';
import { cx } from './cx.ts';

/** Nothing at zero. */
export function Count(props: { of: number; label: string; class?: string; isQuiet?: boolean }) {
  return (
    <Show when={props.of > 0}>
      <span
        class={cx(
          'badge figures inline-grid h-[18px] min-w-[18px] place-items-center rounded-full px-[5px] text-12 leading-none font-semibold',
          props.isQuiet ? 'bg-pressed text-muted' : 'bg-accent-fill text-on-accent',
          props.class,
        )}
      >
        <span aria-hidden="true">{props.of > 99 ? '99+' : props.of}</span>
        <span class="sr-only">{` ${props.of} ${props.label}`}</span>
      </span>
    </Show>
  );
}
