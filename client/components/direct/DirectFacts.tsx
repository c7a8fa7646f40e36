import { createSignal, Show } from 'solid-js';
import { useStores } from '../../stores/context.tsx';
import { Button } from '../../ui/Button.tsx';
import { Confirm } from '../../ui/Confirm.tsx';
import { Switch } from '../../ui/Switch.tsx';
import { wordsFor } from '../../ui/words.ts';
import { CopyField } from '../settings/CopyField.tsx';
import { useDirect } from './context.tsx';
import { roomPath } from './room-name.ts';

/** How the other comes in, that it is them, what is kept, and how it goes. */
export function DirectFacts(props: { room: string; onErased: () => void }) {
  const direct = useDirect();
  const { toasts } = useStores();
  const [erasing, setErasing] = createSignal(false);
  const code = () => {
    const state = direct.state();
    return state.state === 'open' ? state.code : null;
  };
  const keep = (on: boolean) =>
    void direct.keep(on).catch((error: unknown) => toasts.show('problem', wordsFor(error)));
  return (
    <section class="direct-facts quiet-scroll" aria-label="About this room">
      <div class="direct-facts-column">
        <p class="text-13 text-muted">
          What you two say goes from browser to browser, encrypted. The server knows that you are here, and
          nothing of what you say. Each of you can learn the other's network address.
        </p>
        <CopyField label="Link for the other" value={`${window.location.origin}${roomPath(props.room)}`} />
        <Show when={code()}>
          {(digits) => (
            <div>
              <h2 class="text-13 font-[550]">Verification code</h2>
              <p class="direct-code">{digits()}</p>
              <p class="text-13 text-muted">
                Read it to each other over a way you trust. If it is the same, nobody stands between you two.
              </p>
            </div>
          )}
        </Show>
        <Switch
          label="Keep it in this browser"
          hint="Off: what was said is gone when you leave this page. What is still on its way waits here either way."
          on={direct.keeps()}
          onChange={keep}
        />
        <Button kind="danger-plain" class="self-start" onClick={() => setErasing(true)}>
          Erase and leave
        </Button>
      </div>
      <Show when={erasing()}>
        <Confirm
          title="Erase this conversation?"
          text="Texts and files of this room go from this browser, also those that wait to be sent. What the other has stays with them."
          action="Erase"
          onConfirm={async () => {
            await direct.erase();
            toasts.show('info', 'Erased from this browser.');
            props.onErased();
          }}
          onClose={() => setErasing(false)}
        />
      </Show>
    </section>
  );
}
