import { type Component, createComponent, createSignal, onCleanup, onMount, Show } from 'solid-js';
import { afterPaint } from './after-paint.ts';

const TRY_AGAIN_MS = 3_000;

export type Part<P extends object> = Component<P> & {
  /** Before it is shown, so that nobody waits for it. */
  readonly fetchAhead: () => void;
};

/** A component that is no part of the first script. Nothing stands in its place until it is there; what failed to come is asked for again. */
export function part<P extends object>(load: () => Promise<Component<P>>): Part<P> {
  const [arrived, setArrived] = createSignal<Component<P>>();
  let coming: Promise<unknown> | undefined;
  const fetchIt = () => {
    coming ??= load().then(
      (component) => setArrived(() => component),
      (error: unknown) => {
        coming = undefined;
        throw error;
      },
    );
    return coming;
  };
  const Shown: Component<P> = (props) => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isGone = false;
    const ask = () => {
      fetchIt().catch(() => {
        if (!isGone) timer = setTimeout(ask, TRY_AGAIN_MS);
      });
    };
    onMount(ask);
    onCleanup(() => {
      isGone = true;
      clearTimeout(timer);
    });
    return <Show when={arrived()}>{(component) => createComponent(component(), props)}</Show>;
  };
  return Object.assign(Shown, { fetchAhead: () => void fetchIt().catch(() => {}) });
}

/** Once the page has been painted. */
export function fetchAhead(parts: readonly { readonly fetchAhead: () => void }[]): void {
  onMount(() => {
    const fetchAll = () => {
      for (const one of parts) one.fetchAhead();
    };
    onCleanup(afterPaint(fetchAll));
  });
}
