import { describe } from 'bun:test';
import { FakeClock } from '../clock.ts';
import { MemoryQueue } from './memory-queue.ts';
import type { Found } from './queue.ts';
import { describeQueue } from './queue-contract.ts';

describe('the queue in memory', () => {
  describeQueue(async () => {
    const [clock, found]: [FakeClock, Found[]] = [new FakeClock(), []];
    const queue = new MemoryQueue({ clock, node: 'only', onFound: (pair) => void found.push(pair) });
    return { queues: [queue, queue], found, clock };
  });
});
