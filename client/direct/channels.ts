import type { Rtc } from '../call/rtc.ts';

/** The part of a data channel that is used; tests bring their own. */
export interface Channel {
  readonly bufferedAmount: number;
  bufferedAmountLowThreshold: number;
  onopen: ((event: Event) => void) | null;
  onclose: ((event: Event) => void) | null;
  onmessage: ((event: MessageEvent<string | ArrayBuffer>) => void) | null;
  onbufferedamountlow: ((event: Event) => void) | null;
  send(data: string | ArrayBuffer | ArrayBufferView<ArrayBuffer>): void;
}

/** Those of one connection. */
export interface Channels {
  readonly connection: RTCPeerConnection;
  readonly talk: Channel;
  readonly bytes: Channel;
}

/** Connections with the two channels that both ends agree on: nothing has to be announced. */
export function withChannels(rtc: Rtc, made: (channels: Channels) => void): Rtc {
  return {
    mediaStream: () => rtc.mediaStream(),
    peerConnection(configuration) {
      const connection = rtc.peerConnection(configuration);
      const talk = connection.createDataChannel('talk', { negotiated: true, id: 0 });
      const bytes = connection.createDataChannel('bytes', { negotiated: true, id: 1 });
      bytes.binaryType = 'arraybuffer';
      made({ connection, talk, bytes });
      return connection;
    },
  };
}
