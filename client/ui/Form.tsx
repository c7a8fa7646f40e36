import type { JSX } from 'solid-js';
import type { Action } from './action.ts';
import { Button } from './Button.tsx';
import { cx } from './cx.ts';
import { Problem } from './Problem.tsx';

interface FormProps {
  action: Action;
  /** What the button says. */
  submit: string;
  kind?: 'primary' | 'plain';
  /** Nothing to be sent yet. */
  disabled?: boolean;
  /** The button is as wide as the form. */
  wide?: boolean;
  class?: string;
  children: JSX.Element;
}

/** Fields, what went wrong, and one button. */
export function Form(props: FormProps) {
  return (
    <form
      class={cx('flex flex-col', props.class ?? 'gap-4')}
      onSubmit={(event) => props.action.onSubmit(event)}
    >
      {props.children}
      <Problem text={props.action.problem()} />
      <Button
        kind={props.kind ?? 'primary'}
        type="submit"
        class={props.wide ? 'mt-2' : 'self-start'}
        busy={props.action.busy()}
        disabled={props.disabled ?? false}
      >
        {props.submit}
      </Button>
    </form>
  );
}
