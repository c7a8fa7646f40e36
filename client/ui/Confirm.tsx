import { createSignal } from 'solid-js';
import { Button } from './Button.tsx';
import { Dialog } from './Dialog.tsx';
import { Problem } from './Problem.tsx';
import { wordsFor } from './words.ts';

interface ConfirmProps {
  title: string;
  /** What happens, what is kept. */
  text: string;
  action: string;
  onConfirm: () => Promise<void>;
  onClose: () => void;
}

export function Confirm(props: ConfirmProps) {
  const [busy, setBusy] = createSignal(false);
  const [problem, setProblem] = createSignal<string | null>(null);
  const confirm = async () => {
    setBusy(true);
    setProblem(null);
    try {
      await props.onConfirm();
      props.onClose();
    } catch (error) {
      setProblem(wordsFor(error));
      setBusy(false);
    }
  };
  return (
    <Dialog title={props.title} onClose={() => props.onClose()}>
      <p class="text-15 text-muted">{props.text}</p>
      <Problem text={problem()} />
      <div class="flex justify-end gap-2">
        <Button kind="quiet" autofocus onClick={() => props.onClose()}>
          Cancel
        </Button>
        <Button kind="danger" busy={busy()} onClick={() => void confirm()}>
          {props.action}
        </Button>
      </div>
    </Dialog>
  );
}
