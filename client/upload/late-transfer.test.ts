import { expect, test } from 'bun:test';
import { settle } from '../fake-clock.ts';
import { lateTransfers } from './late-transfer.ts';
import type { StartTransfer, TransferEvents } from './transfer.ts';

const MINUTES = new File(['minutes'], 'minutes.txt');

function watched() {
  const heard: string[] = [];
  const events: TransferEvents = {
    onProgress: (sent) => heard.push(`sent ${sent}`),
    onDone: () => heard.push('done'),
    onInterrupted: () => heard.push('interrupted'),
    onRefused: () => heard.push('refused'),
  };
  return { heard, events };
}

/** Writes down what is asked of it. */
function fakeTransfers() {
  const asked: string[] = [];
  const start: StartTransfer = (file, events) => {
    asked.push(`start ${file.name}`);
    events.onProgress(1);
    return { resume: () => asked.push('resume'), cancel: () => asked.push('cancel') };
  };
  return { asked, start };
}

/** Code that does not come the first time. */
function onceLost(start: StartTransfer): () => Promise<StartTransfer> {
  let isFirst = true;
  return async () => {
    if (!isFirst) return start;
    isFirst = false;
    throw new TypeError('Failed to fetch');
  };
}

test('what is asked before the code is there waits for it, once', async () => {
  const { heard, events } = watched();
  const { asked, start } = fakeTransfers();
  const code = Promise.withResolvers<StartTransfer>();
  const transfer = lateTransfers(() => code.promise)(MINUTES, events);
  transfer.resume();
  code.resolve(start);
  await settle();
  expect({ asked, heard }).toEqual({ asked: ['start minutes.txt'], heard: ['sent 1'] });
  transfer.resume();
  transfer.cancel();
  expect(asked).toEqual(['start minutes.txt', 'resume', 'cancel']);
});

test('code that does not come interrupts the transfer, and is asked for again when it goes on', async () => {
  const { heard, events } = watched();
  const { asked, start } = fakeTransfers();
  const transfer = lateTransfers(onceLost(start))(MINUTES, events);
  await settle();
  expect({ asked, heard }).toEqual({ asked: [], heard: ['interrupted'] });
  transfer.resume();
  await settle();
  expect({ asked, heard }).toEqual({ asked: ['start minutes.txt'], heard: ['interrupted', 'sent 1'] });
});

test('who goes on as soon as it is interrupted is not left waiting', async () => {
  const { asked, start } = fakeTransfers();
  const transfer = lateTransfers(onceLost(start))(MINUTES, {
    ...watched().events,
    onInterrupted: () => transfer.resume(),
  });
  await settle();
  expect(asked).toEqual(['start minutes.txt']);
});

test('what was cancelled before the code came leaves nothing at the server, and tells nothing where it does not come', async () => {
  const { asked, start } = fakeTransfers();
  const [here, lost] = [watched(), watched()];
  const code = Promise.withResolvers<StartTransfer>();
  lateTransfers(() => code.promise)(MINUTES, here.events).cancel();
  code.resolve(start);
  lateTransfers(() => Promise.reject(new TypeError('Failed to fetch')))(MINUTES, lost.events).cancel();
  await settle();
  expect(asked).toEqual(['start minutes.txt', 'cancel']);
  expect(lost.heard).toEqual([]);
});
