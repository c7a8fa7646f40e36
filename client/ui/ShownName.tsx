import { MAX_NAME_LENGTH } from '../../protocol/limits.ts';
import { Field } from './Field.tsx';

/** Under which name one is met by whom one does not know. */
export function ShownName(props: { value: string; onInput: (name: string) => void }) {
  return (
    <Field
      label="The name they see"
      required
      maxLength={MAX_NAME_LENGTH}
      autocomplete="off"
      value={props.value}
      onInput={(event) => props.onInput(event.currentTarget.value)}
    />
  );
}
