import { Button } from './Button.tsx';

interface FormEndProps {
  /** What the form does. */
  action: string;
  busy?: boolean;
  onCancel: () => void;
}

/** The last line of a form in a dialog. */
export function FormEnd(props: FormEndProps) {
  return (
    <div class="flex justify-end gap-2">
      <Button kind="quiet" onClick={() => props.onCancel()}>
        Cancel
      </Button>
      <Button kind="primary" type="submit" busy={props.busy}>
        {props.action}
      </Button>
    </div>
  );
}
