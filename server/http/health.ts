import type { MediaStatus } from '../../protocol/session.ts';
import type { Context } from '../context.ts';

const CHECK_TIMEOUT_MS = 2_000;
/** Whoever asks again within this gets the same answer: however many ask, the database is asked once. */
const FRESH_MS = 1_000;

type Answer = 'ok' | 'away';
export interface Readiness {
  readonly ready: boolean;
  readonly database: Answer;
  readonly bus: Answer;
  readonly files: Answer;
  /** Calls stay on the mesh without it: told, but no reason to send nobody here. */
  readonly media: MediaStatus;
}

type Parts = Pick<Context, 'db' | 'bus' | 'storage' | 'sfu' | 'clock'>;

export function createReadiness(parts: Parts): () => Promise<Readiness> {
  let answer: Promise<Readiness> | null = null;
  let staleAt = Number.POSITIVE_INFINITY;
  return () => {
    if (answer !== null && parts.clock.now() < staleAt) return answer;
    staleAt = Number.POSITIVE_INFINITY;
    answer = checkAll(parts).finally(() => {
      staleAt = parts.clock.now() + FRESH_MS;
    });
    return answer;
  };
}

async function checkAll({ db, bus, storage, sfu }: Parts): Promise<Readiness> {
  const [database, busAnswer, files] = await Promise.all([
    answers(async () => db.$client`select 1`),
    answers(() => bus.ping()),
    answers(() => storage.ping()),
  ]);
  const ready = database === 'ok' && busAnswer === 'ok' && files === 'ok';
  return { ready, database, bus: busAnswer, files, media: sfu.status() };
}

async function answers(ask: () => Promise<unknown>): Promise<Answer> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error('no answer')), CHECK_TIMEOUT_MS);
  try {
    await Promise.race([ask(), late]);
    return 'ok';
  } catch {
    return 'away';
  } finally {
    clearTimeout(timer);
  }
}
