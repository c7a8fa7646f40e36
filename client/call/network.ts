/** Not in every browser, and not in TypeScript's picture of them. */
interface NetworkInformation extends EventTarget {
  readonly saveData?: boolean;
}

export function networkInformation(): NetworkInformation | undefined {
  const known: Navigator & { readonly connection?: NetworkInformation } = navigator;
  return known.connection;
}

/** The network under the device became another one, or came back. */
export function onNetworkChange(listener: () => void): () => void {
  const stopOnline = listen(window, 'online', listener);
  const connection = networkInformation();
  const stopChange = connection ? listen(connection, 'change', listener) : () => undefined;
  return () => {
    stopOnline();
    stopChange();
  };
}

export function listen(target: EventTarget, type: string, listener: () => void): () => void {
  target.addEventListener(type, listener);
  return () => target.removeEventListener(type, listener);
}
