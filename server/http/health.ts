import type { MediaStatus } from '../../protocol/session.ts';
import type { Context } from '../context.ts';

const CHECK_TIMEOUT_MS = 2_000;

type Answer = 'ok' | 'away';
export interface Readiness {
  readonly ready: boolean;
  readonly database: Answer;
  readonly bus: Answer;
  readonly files: Answer;
  /** Calls stay on the mesh without it: told, but no reason to send nobody here. */
  readonly media: MediaStatus;
}

export async function checkReadiness(
  context: Pick<Context, 'db' | 'bus' | 'storage' | 'sfu'>,
): Promise<Readiness> {
  const { db, bus, storage, sfu } = context;
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
