import { expect, test } from 'bun:test';
import { type TimerWorker, WorkerClock } from './worker-clock.ts';

class FakeWorker implements TimerWorker {
  onmessage: ((event: MessageEvent<number>) => void) | null = null;
  onerror: ((event: ErrorEvent) => void) | null = null;
  readonly asked: { id: number; delayMs: number }[] = [];

  postMessage(message: { id: number; delayMs: number }): void {
    this.asked.push(message);
  }

  ring(index: number): void {
    this.onmessage?.(new MessageEvent('message', { data: this.asked[index]?.id ?? -1 }));
  }
}

function setUp() {
  const worker = new FakeWorker();
  const done: string[] = [];
  return { worker, done, clock: new WorkerClock(() => worker) };
}

test('a task runs once when the worker says so, unless it was called off', () => {
  const { worker, done, clock } = setUp();
  clock.after(10, () => done.push('one'));
  const callOff = clock.after(20, () => done.push('two'));
  expect(worker.asked.map(({ delayMs }) => delayMs)).toEqual([10, 20]);
  callOff();
  callOff();
  worker.ring(0);
  worker.ring(0);
  worker.ring(1);
  expect(done).toEqual(['one']);
});

test('tasks run by the page’s own timers where the worker cannot be had', async () => {
  const refused = new WorkerClock(() => {
    throw new Error('Workers are refused.');
  });
  const { promise, resolve } = Promise.withResolvers<void>();
  refused.after(1, resolve);
  await promise;
});

test('tasks that wait when the worker fails are not lost, and those called off stay so', async () => {
  const { worker, done, clock } = setUp();
  const { promise, resolve } = Promise.withResolvers<void>();
  clock.after(1, () => done.push('called off'))();
  clock.after(2, resolve);
  worker.onerror?.(new ErrorEvent('error'));
  clock.after(1, () => done.push('after'));
  await promise;
  await Bun.sleep(5);
  expect(done).toEqual(['after']);
});

test('the real worker keeps time', async () => {
  const worker = new Worker(new URL('./timers.worker.ts', import.meta.url));
  const clock = new WorkerClock(() => worker);
  const order: number[] = [];
  const { promise, resolve } = Promise.withResolvers<void>();
  clock.after(30, () => {
    order.push(30);
    resolve();
  });
  clock.after(1, () => order.push(1));
  await promise;
  worker.terminate();
  expect(order).toEqual([1, 30]);
});
