import { join } from 'node:path';
import { type BrowserContext, chromium, type Page } from '@playwright/test';
import { buildClient } from '../../bin/build-client.ts';
import { CHROMIUM_FLAGS, findChromium } from '../../test/harness/browser.ts';
import { atLeast, type Bench, type Stage } from '../figure.ts';
import { median } from '../quantile.ts';
import { bareThroughput, connectBare } from '../world/bare-channel.ts';
import { startParley, type Target } from '../world/targets.ts';

const MIB = 1024 * 1024;
const BYTES = { full: 128 * MIB, small: 8 * MIB };
const ROUNDS = { full: 5, small: 1 };
const TARGET = 0.95;

/** A file off the record, read, hashed, sent, hashed and written, beside the same bytes over a bare channel. */
export const direct: Bench = async (stage) => {
  await buildClient();
  const parley = await startParley(stage.postgres, { groups: 1, people: 1, sessions: 1 });
  // With a folder of its own: without one, files of pages would be in the browser's memory.
  const browser = await chromium.launchPersistentContext(join(stage.postgres.folder, 'browser'), {
    executablePath: findChromium(),
    args: [...CHROMIUM_FLAGS],
  });
  try {
    const { ours, bare } = await measure(stage, browser, parley);
    stage.note(`files: ${inMegabytes(ours)}; bare: ${inMegabytes(bare)}`);
    return [
      atLeast(TARGET, {
        what: `a file of ${BYTES[stage.size] / MIB} MiB off the record, bytes a second`,
        parley: median(ours),
        against: median(bare),
        unit: (value) => `${(value / 1e6).toFixed(1)} MB/s`,
        than: 'of a bare channel',
      }),
    ];
  } finally {
    await browser.close();
    await parley.close();
  }
};

const inMegabytes = (values: readonly number[]) => values.map((value) => (value / 1e6).toFixed(1)).join(', ');

/** By turns, so that both meet the same machine. Two tabs of one person are two seats. */
async function measure(stage: Stage, browser: BrowserContext, parley: Target) {
  const bytes = BYTES[stage.size];
  const file = join(stage.postgres.folder, 'off-the-record.bin');
  await Bun.write(file, new Uint8Array(bytes).fill(7));
  const [alice] = parley.groups[0] ?? [];
  if (!alice) throw new Error('nobody is there');
  const url = `http://127.0.0.1:${parley.port}`;
  await browser.addCookies([{ name: 'parley', value: alice.token, url }]);
  const open = (path: string) => openPage(browser, url + path);
  const pages = [await open('/direct/bench'), await open('/direct/bench')] as const;
  const plain = [await open('/healthz'), await open('/healthz')] as const;
  for (const page of pages) await page.locator('.direct-status[data-state="open"]').waitFor();
  await connectBare(...plain);
  const ours: number[] = [];
  const bare: number[] = [];
  // The first round of each warms both up.
  for (let round = 0; round <= ROUNDS[stage.size]; round += 1) {
    const [own, loop] = [await send(pages, file, bytes), await bareThroughput(...plain, bytes)];
    if (round === 0) continue;
    ours.push(own);
    bare.push(loop);
  }
  return { ours, bare };
}

async function openPage(browser: BrowserContext, address: string): Promise<Page> {
  const page = await browser.newPage();
  await page.goto(address);
  return page;
}

/** From the receiver's yes to its row saying that the file is there, checked. */
async function send([from, to]: readonly [Page, Page], file: string, bytes: number): Promise<number> {
  await from.getByLabel('Files to send').setInputFiles(file);
  const row = to.locator('.direct-file').last();
  const accept = row.getByRole('button', { name: 'Accept' });
  await accept.waitFor();
  // Beside it a large file has "Save to…", whose question only a person answers.
  const took = await accept.evaluate(
    (button) =>
      new Promise<number>((resolve) => {
        const since = performance.now();
        const element = button.closest('.direct-file');
        if (!element) throw new Error('the button is in no row');
        const look = () => element.textContent?.includes('checked') && resolve(performance.now() - since);
        new MutationObserver(look).observe(element, { subtree: true, childList: true, characterData: true });
        if (button instanceof HTMLElement) button.click();
      }),
  );
  return (bytes / took) * 1000;
}
