import type { LiveCall, MeetPath } from '../../protocol/call.ts';
import type { LinkReport } from './flow-book.ts';

/** How long it took to come into a call, from the wish to the first media of another, and which way media takes. */
export class JoinGauge {
  readonly #wishedAt: number;
  readonly #wasRunning: boolean;
  #activeAt: number | null = null;
  #tookMs: number | null = null;
  #told: MeetPath | null = null;

  constructor(call: LiveCall, wishedAt: number) {
    this.#wishedAt = wishedAt;
    this.#wasRunning = call.state === 'active';
  }

  /** What to tell now: once when media flows, and again whenever it takes another way. Ringing counts for nobody. */
  look(
    call: LiveCall,
    reports: readonly LinkReport[],
    now: number,
  ): { tookMs: number; path: MeetPath } | null {
    if (call.state !== 'active') return null;
    this.#activeAt ??= this.#wasRunning ? this.#wishedAt : now;
    const path = pathOf(call, reports);
    if (path === null || path === this.#told) return null;
    this.#told = path;
    this.#tookMs ??= Math.max(0, now - this.#activeAt);
    return { tookMs: this.#tookMs, path };
  }
}

/** The longest way that media comes by; null while none does. */
function pathOf(call: LiveCall, reports: readonly LinkReport[]): MeetPath | null {
  const ways = reports
    .filter(({ link }) => link.kind === call.topology.kind)
    .flatMap(({ connections }) => connections)
    .filter(({ carriers }) => carriers.some(({ bytesReceived }) => bytesReceived > 0))
    .map(({ path }) => path);
  return (['sfu', 'relay', 'direct'] as const).find((way) => ways.includes(way)) ?? null;
}
