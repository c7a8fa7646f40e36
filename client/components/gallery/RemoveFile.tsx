import Trash from 'lucide-solid/icons/trash';
import { createSignal, Show } from 'solid-js';
import type { FileInfo } from '../../../protocol/chat.ts';
import { ask } from '../../api/pages.ts';
import { useStores } from '../../stores/context.tsx';
import { Confirm } from '../../ui/Confirm.tsx';
import { IconButton } from '../../ui/IconButton.tsx';

/** For whoever sent the file: takes it away from everyone. */
export function RemoveFile(props: { file: FileInfo; onRemoved: () => void }) {
  const { session } = useStores();
  const [asking, setAsking] = createSignal(false);
  const remove = async () => {
    await ask((api) => api.files.remove.mutate({ id: props.file.id }));
    props.onRemoved();
  };
  return (
    <Show when={props.file.ownerId === session.me()?.id}>
      <IconButton label={`Delete ${props.file.name}`} tip="none" onClick={() => setAsking(true)}>
        <Trash size={17} />
      </IconButton>
      <Show when={asking()}>
        <Confirm
          title="Delete this file"
          text={`${props.file.name} will be gone for everyone. The message stays.`}
          action="Delete"
          onConfirm={remove}
          onClose={() => setAsking(false)}
        />
      </Show>
    </Show>
  );
}
