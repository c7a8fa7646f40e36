import { type JSX, splitProps } from 'solid-js';
import { cx } from './cx.ts';

interface ButtonProps extends JSX.ButtonHTMLAttributes<HTMLButtonElement> {
  kind?: 'primary' | 'plain' | 'quiet' | 'danger' | 'danger-plain';
  busy?: boolean;
}

export function Button(props: ButtonProps) {
  const [own, rest] = splitProps(props, ['kind', 'busy', 'class', 'disabled']);
  return (
    <button
      type="button"
      {...rest}
      data-kind={own.kind ?? 'plain'}
      class={cx('button', own.class)}
      disabled={(own.disabled ?? false) || (own.busy ?? false)}
      aria-busy={own.busy ? 'true' : undefined}
    />
  );
}
