import { timingSafeEqual } from 'node:crypto';
import { Counter, Gauge, Registry } from 'prom-client';
import { forbidden } from '../../protocol/errors.ts';
import type { Context } from '../context.ts';
import { errorResponse } from '../errors.ts';
import type { Caller } from './caller.ts';

const LAG_PROBE_MS = 500;
const LOOPBACK = /^(127\.|::1$)/;

export interface Metrics {
  /** Counts an answer that went out. */
  answered(request: Request, status: number): void;
  respond(request: Request, caller: Caller): Promise<Response>;
  close(): void;
}

type Parts = Pick<Context, 'config' | 'presence' | 'calls' | 'sfu' | 'clock'>;

export function makeMetrics(parts: Parts): Metrics {
  const registry = new Registry();
  const requests = new Counter({
    name: 'parley_http_requests_total',
    help: 'Requests answered, by area and class of status.',
    labelNames: ['area', 'status'],
    registers: [registry],
  });
  const lag = makeLagProbe(parts.clock);
  registerGauges(registry, parts, () => lag.takeLongest());
  return {
    answered: (request, status) =>
      requests.inc({ area: areaOf(request), status: `${Math.floor(status / 100)}xx` }),
    async respond(request, caller) {
      if (!mayRead(request, caller, parts.config.metricsToken)) {
        return errorResponse(
          forbidden('Metrics are read on this machine, or with the token of METRICS_TOKEN.'),
        );
      }
      return new Response(await registry.metrics(), { headers: { 'content-type': registry.contentType } });
    },
    close: () => lag.close(),
  };
}

function registerGauges(registry: Registry, { presence, calls, sfu }: Parts, takeLag: () => number): void {
  const gauge = (name: string, help: string, read: () => number | Promise<number>) =>
    new Gauge({
      name,
      help,
      registers: [registry],
      async collect() {
        this.set(await read());
      },
    });
  gauge('parley_people_online', 'People online or away.', () => presence.online().length);
  gauge('parley_calls', 'Calls that ring or run in this process.', () => calls.count.calls);
  gauge('parley_call_participants', 'People in calls of this process.', () => calls.count.participants);
  gauge('parley_sfu_bytes_total', 'Bytes of media carried by this process, both ways.', () =>
    sfu.bytesCarried(),
  );
  gauge('parley_sfu_ready', '1 where calls can move to the SFU.', () =>
    Number(sfu.status().state === 'ready'),
  );
  gauge('parley_event_loop_lag_seconds', 'The longest delay of a timer since the last reading.', takeLag);
  gauge('process_resident_memory_bytes', 'Resident memory.', () => process.memoryUsage.rss());
  gauge('process_cpu_seconds_total', 'Time on a processor.', () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1e6;
  });
}

/** prom-client's own measure is wrong under Bun: how late a timer is tells the same. */
function makeLagProbe(clock: Parts['clock']): { takeLongest(): number; close(): void } {
  let longest = 0;
  let due = clock.now() + LAG_PROBE_MS;
  const probe = (): (() => void) =>
    clock.after(LAG_PROBE_MS, () => {
      longest = Math.max(longest, clock.now() - due);
      due = clock.now() + LAG_PROBE_MS;
      stop = probe();
    });
  let stop = probe();
  return {
    takeLongest() {
      const taken = longest;
      longest = 0;
      return taken / 1000;
    },
    close: () => stop(),
  };
}

/** Nobody's proxy is taken for this machine: what was forwarded is not local. */
function mayRead(request: Request, caller: Caller, token: string | null): boolean {
  if (LOOPBACK.test(caller.address) && !request.headers.has('x-forwarded-for')) return true;
  const given = Buffer.from(request.headers.get('authorization') ?? '');
  const wanted = Buffer.from(`Bearer ${token ?? ''}`);
  return token !== null && given.length === wanted.length && timingSafeEqual(given, wanted);
}

function areaOf(request: Request): string {
  const [, first = ''] = new URL(request.url).pathname.split('/');
  return ['trpc', 'files', 'ws', 'calls', 'healthz', 'readyz', 'metrics'].includes(first) ? first : 'page';
}
