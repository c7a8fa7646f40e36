import { defineConfig } from '@playwright/test';
import { CHROMIUM_FLAGS, findChromium, findWholeChromium } from '../harness/browser.ts';
import { BROWSER_ADDRESS } from './setup.config.ts';

const wsEndpoint = process.env[BROWSER_ADDRESS];
const shared = wsEndpoint === undefined ? {} : { connectOptions: { wsEndpoint } };
const launched = { args: [...CHROMIUM_FLAGS], chromiumSandbox: false };

/** Live pictures, encoded by the processor: with two of these files at a time on two cores, one or two tests come too late. */
const LIVE = ['{axe-meet,calls-*,meet*,ringing,screenshots-call,tls}.spec.ts', 'engine/*.spec.ts'];
/** The shell of Chromium shows no notifications, and its lines now and then stay on a relay that they do not need. */
const WHOLE = ['{notifications,offline,turn}.spec.ts'];

/** Each worker has a server of its own; in one browser, that of the setup, a person is a context. `bin/test` runs one project after another. */
export default defineConfig({
  testDir: '.',
  projects: [
    { name: 'pages', testMatch: '*.spec.ts', testIgnore: [...LIVE, ...WHOLE], use: shared },
    { name: 'live', testMatch: LIVE, use: shared },
    {
      name: 'whole',
      testMatch: WHOLE,
      use: { launchOptions: { executablePath: findWholeChromium(), ...launched } },
    },
  ],
  outputDir: '../../test-results/browser',
  globalSetup: './setup.config.ts',
  retries: 0,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  reporter: [['list'], ['json', { outputFile: '../../test-results/browser.json' }]],
  use: {
    browserName: 'chromium',
    headless: true,
    viewport: { width: 1280, height: 800 },
    actionTimeout: 20_000,
    navigationTimeout: 30_000,
    screenshot: 'only-on-failure',
    launchOptions: { executablePath: findChromium(), ...launched },
  },
});
