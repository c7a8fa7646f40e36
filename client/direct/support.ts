/** What a room off the record cannot do without, in words; empty where all of it is there. */
export function missingForDirect(scope: object = globalThis): string[] {
  const missing: string[] = [];
  if (!('RTCPeerConnection' in scope)) missing.push('connections between browsers (WebRTC)');
  if (!('Worker' in scope)) missing.push('workers, which keep files');
  if (!('WebAssembly' in scope)) missing.push('WebAssembly, which checks files');
  return missing;
}
