import { requireWebRtc } from '../unable.ts';

/** What this folder takes from the browser's WebRTC, so that tests can hand in their own. */
export interface Rtc {
  peerConnection(configuration: RTCConfiguration): RTCPeerConnection;
  mediaStream(): MediaStream;
}

/** Certificates are made ahead, once: making one takes longer than anything else in opening a connection. */
export async function makeRtc(): Promise<Rtc> {
  requireWebRtc();
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256' };
  const certificate = await RTCPeerConnection.generateCertificate(algorithm).catch(() => null);
  return {
    peerConnection: (configuration) =>
      new RTCPeerConnection(certificate ? { ...configuration, certificates: [certificate] } : configuration),
    mediaStream: () => new MediaStream(),
  };
}
