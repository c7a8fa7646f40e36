/** What Parley cannot do without, in words; empty where all of it is there. */
export function missingFeatures(scope: Window & typeof globalThis = window): string[] {
  const missing: string[] = [];
  if (!('WebSocket' in scope)) missing.push('WebSockets');
  if (!('indexedDB' in scope)) missing.push('a place to keep unsent messages (IndexedDB)');
  if (!scope.isSecureContext)
    missing.push('a secure connection: open this page over https, or on the same machine');
  else if (!('locks' in scope.navigator)) missing.push('Web Locks');
  return missing;
}
