import { resolve } from 'node:path';
import { expect, type Page, test } from '@playwright/test';

let server: ReturnType<typeof Bun.serve>;

test.beforeAll(async () => {
  const built = await Bun.build({
    entrypoints: [resolve(import.meta.dirname, 'page.ts')],
    target: 'browser',
  });
  const script = await built.outputs[0]?.text();
  server = Bun.serve({
    hostname: '127.0.0.1',
    port: 0,
    fetch: ({ url }) =>
      new URL(url).pathname === '/page.js'
        ? new Response(script, { headers: { 'content-type': 'text/javascript' } })
        : new Response('<!doctype html><script type="module" src="/page.js"></script>', {
            headers: { 'content-type': 'text/html' },
          }),
  });
});
test.afterAll(() => server.stop(true));

test('two peer links exchange video, and a camera goes off and on without negotiation', async ({ page }) => {
  await openPage(page);
  await page.evaluate(() => window.engine.connect());
  await expectGrowing(page, 'camera');
  expect(await page.evaluate(() => window.engine.pathOf())).toBe('direct');

  await page.evaluate(() => window.engine.setCamera(false));
  await expectStill(page, 'camera');
  await page.evaluate(() => window.engine.setCamera(true));
  await expectGrowing(page, 'camera');
});

test('mute keeps the track, a shared screen comes and goes beside the camera', async ({ page }) => {
  await openPage(page);
  await page.evaluate(() => window.engine.connect());
  await expectGrowing(page, 'camera');
  const [microphone] = await page.evaluate(() => window.engine.trackIds());
  await page.evaluate(() => window.engine.setMicrophone(false));
  expect((await page.evaluate(() => window.engine.trackIds()))[0]).toBe(microphone);

  expect(await page.evaluate(() => window.engine.shareScreen(true))).toBe(true);
  await expect.poll(() => frames(page, 'screen')).toBeGreaterThan(0);
  await page.evaluate(() => window.engine.shareScreen(false));
  await expectGrowing(page, 'camera');
});

test('media flows again after an ICE restart and after one end started over', async ({ page }) => {
  await openPage(page);
  await page.evaluate(() => window.engine.connect());
  await expectGrowing(page, 'camera');
  await page.evaluate(() => window.engine.restartIce());
  await expectGrowing(page, 'camera');
  await page.evaluate(() => window.engine.startBobOver());
  await expect.poll(() => page.evaluate(() => window.engine.isUp())).toBe(true);
  await expectGrowing(page, 'camera');
});

async function openPage(page: Page): Promise<void> {
  await page.goto(server.url.href);
  await page.waitForFunction(() => 'engine' in window);
}

async function frames(page: Page, source: string): Promise<number> {
  const heard = await page.evaluate(() => window.engine.heard());
  return heard[source]?.frames ?? 0;
}

async function expectGrowing(page: Page, source: string): Promise<void> {
  await expect.poll(() => frames(page, source)).toBeGreaterThan(0);
  const before = await frames(page, source);
  await expect.poll(() => frames(page, source)).toBeGreaterThan(before + 5);
}

/** For a whole second no frame comes; some may have been under way. */
async function expectStill(page: Page, source: string): Promise<void> {
  let last = -1;
  const more = async () => {
    const before = last;
    last = await frames(page, source);
    return last - before;
  };
  await expect.poll(more, { intervals: [1_000] }).toBe(0);
}
