import X from 'lucide-solid/icons/x';
import { createUniqueId, type JSX, onCleanup, onMount } from 'solid-js';
import { IconButton } from './IconButton.tsx';

interface DialogProps {
  title: string;
  onClose: () => void;
  children: JSX.Element;
}

/** The browser's own modal dialog: it keeps the focus, closes on Escape and gives the focus back. */
export function Dialog(props: DialogProps) {
  const id = createUniqueId();
  let dialog!: HTMLDialogElement;
  onMount(() => dialog.showModal());
  // Closing gives the focus back; an element that is only taken away would lose it.
  onCleanup(() => dialog.close());
  return (
    <dialog
      ref={dialog}
      class="dialog"
      aria-labelledby={id}
      onClose={() => props.onClose()}
      onMouseDown={(event) => event.target === dialog && dialog.close()}
    >
      <div class="flex flex-col gap-4 p-5">
        <header class="flex items-center justify-between gap-4">
          <h2 id={id} class="text-18 font-semibold">
            {props.title}
          </h2>
          <IconButton label="Close" tip="none" class="-my-2 -mr-2" onClick={() => dialog.close()}>
            <X size={18} />
          </IconButton>
        </header>
        {props.children}
      </div>
    </dialog>
  );
}
