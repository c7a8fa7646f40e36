import type { ParticipantId, StreamId } from '../../protocol/ids.ts';
import type { RemoteParticipant } from './call-state.ts';
import type { CarrierReport, ConnectionReport, MediaLink } from './media-link.ts';

export interface LinkReport {
  readonly link: Pick<MediaLink, 'kind' | 'epoch' | 'carriers'>;
  readonly connections: readonly ConnectionReport[];
}

type Quality = RemoteParticipant['quality'];

/** Quality is judged over at least this long. */
const WINDOW_MS = 3_000;
/** A stream that nothing came of for this long, on whichever link, is idle. */
const IDLE_MS = 4_000;
const FAIR = { loss: 0.02, roundTripMs: 300, freezes: 2 } as const;
const POOR = { loss: 0.08, roundTripMs: 700, freezes: 4 } as const;

interface Sample {
  readonly at: number;
  readonly received: number;
  readonly lost: number;
  readonly freezes: number;
}

/** What the counters of all connections say: which carriers flow, and how well each peer is received. */
export class FlowBook {
  #reports: readonly LinkReport[] = [];
  #flowing = new Set<string>();
  readonly #samples = new Map<ParticipantId, Sample>();
  readonly #progress = new Map<StreamId, { readonly count: number; readonly grewAt: number }>();
  readonly #quality = new Map<ParticipantId, Quality>();

  get reports(): readonly LinkReport[] {
    return this.#reports;
  }

  /** Answers whether anything that the page shows became another. */
  take(reports: readonly LinkReport[], now: number): boolean {
    const before = this.#shown();
    this.#reports = reports;
    this.#noteFlows();
    this.#noteProgress(now);
    for (const [peer, sample] of this.#sumByPeer(now)) this.#judge(peer, sample);
    return before !== this.#shown();
  }

  /** Media has come on this carrier: frames were decoded, or sound arrived. */
  isFlowing(key: string): boolean {
    return this.#flowing.has(key);
  }

  /** Its owner says that it is active, yet nothing comes of it. */
  isIdle(streamId: StreamId, now: number): boolean {
    const progress = this.#progress.get(streamId);
    return progress !== undefined && now - progress.grewAt >= IDLE_MS;
  }

  qualityOf(peer: ParticipantId): Quality {
    return this.#quality.get(peer) ?? 'unknown';
  }

  /** Of the connection to this peer (null: to the SFU) on this link. */
  connectionOf(link: Pick<MediaLink, 'kind' | 'epoch'>, peer: ParticipantId | null): ConnectionReport | null {
    const report = this.#reports.find(
      (other) => other.link.kind === link.kind && other.link.epoch === link.epoch,
    );
    return report?.connections.find(({ participantId }) => participantId === peer) ?? null;
  }

  #noteFlows(): void {
    const known = new Set(this.#reports.flatMap(({ link }) => link.carriers.map(({ key }) => key)));
    const flowing = this.#carrierReports().filter((report) => countOf(report) > 0);
    const kept = [...this.#flowing].filter((key) => known.has(key));
    this.#flowing = new Set([...kept, ...flowing.map(({ key }) => key)]);
  }

  #noteProgress(now: number): void {
    const counts = new Map(this.#carrierReports().map((report) => [report.key, countOf(report)]));
    const streams = new Map<StreamId, number>();
    for (const { streamId, key } of this.#reports.flatMap(({ link }) => link.carriers)) {
      streams.set(streamId, (streams.get(streamId) ?? 0) + (counts.get(key) ?? 0));
    }
    for (const id of this.#progress.keys()) if (!streams.has(id)) this.#progress.delete(id);
    for (const [id, count] of streams) {
      const before = this.#progress.get(id);
      const grew = !before || count > before.count;
      this.#progress.set(id, { count, grewAt: grew ? now : before.grewAt });
    }
  }

  #carrierReports(): CarrierReport[] {
    return this.#reports.flatMap(({ connections }) => connections.flatMap(({ carriers }) => carriers));
  }

  #sumByPeer(now: number): Map<ParticipantId, Sample> {
    const owners = new Map(
      this.#reports.flatMap(({ link }) =>
        link.carriers.map(({ key, participantId }) => [key, participantId]),
      ),
    );
    const sums = new Map<ParticipantId, Sample>();
    for (const { key, packetsReceived, packetsLost, freezes } of this.#carrierReports()) {
      const peer = owners.get(key);
      if (peer === undefined) continue;
      const sum = sums.get(peer) ?? { at: now, received: 0, lost: 0, freezes: 0 };
      sums.set(peer, {
        at: now,
        received: sum.received + packetsReceived,
        lost: sum.lost + packetsLost,
        freezes: sum.freezes + freezes,
      });
    }
    return sums;
  }

  #judge(peer: ParticipantId, sample: Sample): void {
    const before = this.#samples.get(peer);
    if (before && sample.at - before.at < WINDOW_MS) return;
    this.#samples.set(peer, sample);
    // Counters that fell belong to a new connection: the next window tells.
    if (!before || sample.received < before.received) return;
    const received = sample.received - before.received;
    const lost = Math.max(0, sample.lost - before.lost);
    if (received + lost === 0) return void this.#quality.delete(peer);
    const figures = {
      loss: lost / (received + lost),
      roundTripMs: this.#roundTripOf(peer),
      freezes: sample.freezes - before.freezes,
    };
    this.#quality.set(peer, gradeOf(figures));
  }

  #roundTripOf(peer: ParticipantId): number {
    const connections = this.#reports.flatMap((report) => report.connections);
    const own = connections.filter(({ participantId }) => participantId === peer || participantId === null);
    return Math.min(...own.flatMap(({ roundTripMs }) => roundTripMs ?? []), Number.POSITIVE_INFINITY);
  }

  #shown(): string {
    const paths = this.#reports.flatMap(({ connections }) =>
      connections.map(({ participantId, path }) => `${participantId} ${path}`),
    );
    return JSON.stringify([[...this.#flowing], [...this.#quality], paths]);
  }
}

/** What tells that media comes: decoded pictures, or sound. */
function countOf({ kind, framesDecoded, bytesReceived }: CarrierReport): number {
  return kind === 'video' ? framesDecoded : bytesReceived;
}

function gradeOf(figures: { loss: number; roundTripMs: number; freezes: number }): Quality {
  const exceeds = (limit: typeof FAIR | typeof POOR) =>
    figures.loss >= limit.loss ||
    (Number.isFinite(figures.roundTripMs) && figures.roundTripMs >= limit.roundTripMs) ||
    figures.freezes >= limit.freezes;
  if (exceeds(POOR)) return 'poor';
  return exceeds(FAIR) ? 'fair' : 'good';
}
