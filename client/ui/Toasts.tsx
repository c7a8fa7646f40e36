import X from 'lucide-solid/icons/x';
import { For, Show } from 'solid-js';
import { useStores } from '../stores/context.tsx';
import { Button } from './Button.tsx';
import { IconButton } from './IconButton.tsx';

export function Toasts() {
  const { toasts } = useStores();
  return (
    <div
      role="log"
      aria-label="Notices"
      aria-live="polite"
      class="pointer-events-none fixed inset-x-0 bottom-[calc(76px+var(--safe-bottom))] z-50 flex flex-col items-center gap-2 px-4"
    >
      <For each={toasts.list()}>
        {(toast) => (
          <div
            class="toast pointer-events-auto flex max-w-[440px] items-center gap-3 rounded-card border border-line bg-raised py-1.5 pr-1.5 pl-4 text-14 shadow-float"
            data-tone={toast.tone}
          >
            <span>{toast.text}</span>
            <Show when={toast.action}>
              {(action) => (
                <Button
                  kind="quiet"
                  onClick={() => {
                    toasts.dismiss(toast.id);
                    action().run();
                  }}
                >
                  {action().label}
                </Button>
              )}
            </Show>
            <IconButton label="Dismiss" tip="top" onClick={() => toasts.dismiss(toast.id)}>
              <X size={16} />
            </IconButton>
          </div>
        )}
      </For>
    </div>
  );
}
