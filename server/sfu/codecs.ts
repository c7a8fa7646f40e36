import type { DtlsParameters, RouterOptions, RtpCapabilities, RtpParameters } from 'mediasoup/types';
import type { UpOf } from '../../protocol/up.ts';

/** In the order of preference. H.264 is for devices that have hardware for nothing else. */
export const MEDIA_CODECS: NonNullable<RouterOptions['mediaCodecs']> = [
  {
    kind: 'audio',
    mimeType: 'audio/opus',
    clockRate: 48_000,
    channels: 2,
    parameters: { useinbandfec: 1, usedtx: 1 },
  },
  { kind: 'video', mimeType: 'video/VP8', clockRate: 90_000 },
  {
    kind: 'video',
    mimeType: 'video/H264',
    clockRate: 90_000,
    parameters: { 'packetization-mode': 1, 'profile-level-id': '42e01f', 'level-asymmetry-allowed': 1 },
  },
];

// The protocol names the parts of these that Parley looks at; mediasoup checks the rest when it is given them.

export function rtpParametersOf(up: UpOf<'sfu.produce'>): RtpParameters {
  return up.rtpParameters as unknown as RtpParameters;
}

export function rtpCapabilitiesOf(up: UpOf<'sfu.consume'>): RtpCapabilities {
  return up.rtpCapabilities as unknown as RtpCapabilities;
}

export function dtlsParametersOf(up: UpOf<'sfu.connect'>): DtlsParameters {
  return up.dtlsParameters as unknown as DtlsParameters;
}
