import { expect, test } from 'bun:test';
import type { SignedIn } from '../../test/harness/client.ts';
import { openTransfers } from '../../test/harness/tus.ts';
import { FakeClock, settle } from '../fake-clock.ts';
import { FileUpload, type UploadState } from './file-upload.ts';
import type { StartTransfer } from './transfer.ts';

/** Nobody is reached. */
const nowhere = {
  url: 'http://localhost',
  fetch: async () => {
    throw new TypeError('Failed to fetch');
  },
} as unknown as SignedIn;

function upload(start: StartTransfer, file: File) {
  const clock = new FakeClock();
  const states: UploadState[] = [];
  const deps = { start, clock, limitBytes: () => Infinity, onReachable: () => () => {} };
  new FileUpload(file, deps, (state) => states.push(state)).begin();
  return { clock, states, last: () => states.at(-1) };
}

async function until(holds: () => boolean): Promise<void> {
  for (let turn = 0; turn < 500 && !holds(); turn += 1) await Bun.sleep(2);
  expect(holds()).toBe(true);
}

test('without a connection an upload waits for one', async () => {
  const start = openTransfers(nowhere, { tus: { retryDelays: [] } });
  const { last } = upload(start, new File(['minutes'], 'minutes.txt'));
  await until(() => last()?.state === 'paused');
});

test('what cannot be read any more is told so, and does not wait for a connection', async () => {
  const gone = new File(['minutes'], 'minutes.txt');
  gone.slice = () =>
    ({ arrayBuffer: () => Promise.reject(new DOMException('', 'NotReadableError')) }) as never;
  const start = openTransfers(nowhere, { tus: { retryDelays: [] } });
  const { last } = upload(start, gone);
  await until(() => last()?.state === 'failed');
  expect(last()).toMatchObject({ state: 'failed', error: { code: 'not_found' } });
});

test('the library is asked for again where it did not come the first time', async () => {
  let asked = 0;
  const load = async () => {
    asked += 1;
    throw new TypeError('Failed to fetch dynamically imported module');
  };
  const { clock, last } = upload(openTransfers(nowhere, { load }), new File(['minutes'], 'minutes.txt'));
  await settle();
  expect([asked, last()?.state]).toEqual([1, 'paused']);
  await clock.pass(5_000);
  await settle();
  expect([asked, last()?.state]).toEqual([2, 'paused']);
});
