import { type JSX, splitProps } from 'solid-js';
import { cx } from './cx.ts';

interface IconButtonProps extends JSX.ButtonHTMLAttributes<HTMLButtonElement> {
  /** Spoken, and shown where a pointer hovers. */
  label: string;
  tip?: 'bottom' | 'right' | 'left' | 'top' | 'top-left' | 'none';
}

export function IconButton(props: IconButtonProps) {
  const [own, rest] = splitProps(props, ['label', 'tip', 'class']);
  return (
    <button
      type="button"
      {...rest}
      aria-label={own.label}
      data-tip={own.tip === 'none' ? undefined : own.label}
      data-tip-side={own.tip ?? 'bottom'}
      class={cx('icon-button', own.class)}
    />
  );
}
