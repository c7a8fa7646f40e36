import { useNavigate } from '@solidjs/router';
import { createSignal } from 'solid-js';
import { MAX_ROOM_NAME_LENGTH } from '../../../protocol/direct.ts';
import { Button } from '../../ui/Button.tsx';
import { Field } from '../../ui/Field.tsx';
import { Page } from '../frame/Page.tsx';
import { newRoomName, roomPath } from './room-name.ts';

/** The way into a room: a new one, or one whose name two people agreed on. */
export function DirectStart() {
  const navigate = useNavigate();
  const [name, setName] = createSignal('');
  return (
    <Page title="Off the record">
      <h2 class="text-22 font-semibold tracking-tight">Talk off the record</h2>
      <p class="mt-2 mb-6 text-15 text-muted">
        Texts and files of any size go from browser to browser, encrypted, and the server keeps nothing of
        them. Open a room, send its link to one person, and you two are alone in it.
      </p>
      <Button kind="primary" class="min-h-12" onClick={() => navigate(roomPath(newRoomName()))}>
        Open a new room
      </Button>
      <form
        class="mt-10 flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          navigate(roomPath(name().trim()));
        }}
      >
        <Field
          label="Or enter a room by its name"
          hint="Whoever knows the name can come first. A new room has one that cannot be guessed."
          required
          maxLength={MAX_ROOM_NAME_LENGTH}
          pattern="[\p{L}\p{N}._~\-]+"
          autocomplete="off"
          value={name()}
          onInput={(event) => setName(event.currentTarget.value)}
        />
        <Button type="submit" class="self-start">
          Enter
        </Button>
      </form>
    </Page>
  );
}
