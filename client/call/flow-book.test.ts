import { describe, expect, test } from 'bun:test';
import { FlowBook, type LinkReport } from './flow-book.ts';
import { makeCarrier } from './media-link.ts';
import { readReport } from './stats.ts';

const camera = makeCarrier('mesh', {
  participantId: 'bob',
  streamId: "bob's camera",
  track: {} as unknown as MediaStreamTrack,
});

describe('counters', () => {
  test('a video flows once a frame was decoded, not when bytes come', () => {
    const book = new FlowBook();
    book.take([reportOf({ bytesReceived: 5_000, framesDecoded: 0 })], 0);
    expect(book.isFlowing(camera.key)).toBe(false);
    expect(book.take([reportOf({ bytesReceived: 5_000, framesDecoded: 1 })], 150)).toBe(true);
    expect(book.isFlowing(camera.key)).toBe(true);
  });

  test('what flowed is forgotten with its carrier', () => {
    const book = new FlowBook();
    book.take([reportOf({ framesDecoded: 1 })], 0);
    book.take([], 150);
    expect(book.isFlowing(camera.key)).toBe(false);
  });

  for (const [lost, quality] of [
    [0, 'good'],
    [50, 'fair'],
    [200, 'poor'],
  ] as const) {
    test(`${lost} lost packets in a thousand are ${quality}`, () => {
      const book = new FlowBook();
      book.take([reportOf({ packetsReceived: 1_000, packetsLost: 0 })], 0);
      expect(book.qualityOf('bob')).toBe('unknown');
      book.take([reportOf({ packetsReceived: 2_000 - lost, packetsLost: lost })], 3_000);
      expect(book.qualityOf('bob')).toBe(quality);
    });
  }

  test('a long way there and back is a poor connection', () => {
    const book = new FlowBook();
    book.take([reportOf({ packetsReceived: 1_000 }, 0.9)], 0);
    book.take([reportOf({ packetsReceived: 2_000 }, 0.9)], 3_000);
    expect(book.qualityOf('bob')).toBe('poor');
  });

  test('the path is told from the selected candidates', () => {
    expect(reportOf({}).connections[0]).toMatchObject({
      path: 'direct',
      localCandidate: 'host',
      protocol: 'udp',
    });
    expect(reportOf({}, 0.02, 'relay').connections[0]?.path).toBe('relay');
  });
});

function reportOf(inbound: Record<string, unknown>, roundTrip = 0.02, remote = 'srflx'): LinkReport {
  const entries = [
    { id: 't', type: 'transport', selectedCandidatePairId: 'p' },
    {
      id: 'p',
      type: 'candidate-pair',
      localCandidateId: 'l',
      remoteCandidateId: 'r',
      currentRoundTripTime: roundTrip,
    },
    { id: 'l', type: 'local-candidate', candidateType: 'host', protocol: 'udp' },
    { id: 'r', type: 'remote-candidate', candidateType: remote, protocol: 'udp' },
    { id: 'i', type: 'inbound-rtp', kind: 'video', mid: '1', ...inbound },
  ];
  const stats = new Map(entries.map((entry) => [entry.id, entry])) as unknown as RTCStatsReport;
  const connection = readReport(stats, { participantId: 'bob', state: 'connected' }, (mid) =>
    mid === '1' ? camera : undefined,
  );
  return { link: { kind: 'mesh', epoch: 1, carriers: [camera] }, connections: [connection] };
}
