import { join } from 'node:path';
import type { DialectName, Person } from './dialect.ts';
import type { Answer, Answers, OrderName, Orders } from './orders.ts';

const GENERATOR = join(import.meta.dir, 'generator.ts');
const CONNECT_AT_ONCE = 16;

/** Load generators, each a process of its own. */
export interface Crowd {
  readonly pids: readonly number[];
  /** `groups` are shared out: each stays within one process. */
  open(
    target: { dialect: DialectName; port: number },
    groups: readonly (readonly Person[])[],
  ): Promise<number>;
  /** To every generator at once. */
  order<K extends OrderName>(kind: K, body: Orders[K]): Promise<Answers[K][]>;
  close(): Promise<void>;
}

export function makeCrowd(processes: number): Crowd {
  const generators = Array.from({ length: processes }, () => spawnGenerator());
  return {
    pids: generators.map(({ pid }) => pid),
    async open({ dialect, port }, groups) {
      const opened = await Promise.all(
        generators.map((generator, index) => {
          const people = groups.filter((_, group) => group % processes === index).flat();
          return generator.order('open', { dialect, port, people, atOnce: CONNECT_AT_ONCE });
        }),
      );
      return Math.max(...opened.map(({ milliseconds }) => milliseconds));
    },
    order: (kind, body) => Promise.all(generators.map((generator) => generator.order(kind, body))),
    async close() {
      await Promise.all(generators.map((generator) => generator.close()));
    },
  };
}

function spawnGenerator() {
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  const child = Bun.spawn([process.execPath, GENERATOR], {
    stdio: ['ignore', 'inherit', 'inherit'],
    ipc(answer: Answer) {
      const asked = waiting.get(answer.id);
      waiting.delete(answer.id);
      if ('error' in answer) asked?.reject(new Error(answer.error));
      else asked?.resolve(answer.body);
    },
  });
  void child.exited.then(() => {
    for (const asked of waiting.values()) asked.reject(new Error('a load generator ended'));
  });
  let lastId = 0;
  return {
    pid: child.pid,
    order<K extends OrderName>(kind: K, body: Orders[K]): Promise<Answers[K]> {
      lastId += 1;
      const asked = Promise.withResolvers<unknown>();
      waiting.set(lastId, asked);
      child.send({ id: lastId, kind, body });
      return asked.promise as Promise<Answers[K]>;
    },
    async close() {
      child.kill();
      await child.exited;
    },
  };
}
