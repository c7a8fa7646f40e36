/** What this browser cannot do, in words for who uses it. */
export class UnableError extends Error {}

/** A browser without WebRTC can do everything else here: it is told before anybody rings. */
export function requireWebRtc(scope: object = globalThis): void {
  if (!('RTCPeerConnection' in scope))
    throw new UnableError('This browser has no WebRTC, which picture and sound need.');
}
