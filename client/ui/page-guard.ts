import { createComponent, createEffect, ErrorBoundary, type JSX, on } from 'solid-js';

interface PageGuardProps {
  readonly address: string;
  readonly instead: () => JSX.Element;
  readonly children: JSX.Element;
}

/** What stands in place of a page of which a part did not come, until the person goes elsewhere. */
export function PageGuard(props: PageGuardProps): JSX.Element {
  return createComponent(ErrorBoundary, {
    fallback(error: unknown, reset: () => void) {
      reportError(error);
      createEffect(on(() => props.address, reset, { defer: true }));
      return props.instead();
    },
    get children() {
      return props.children;
    },
  });
}
