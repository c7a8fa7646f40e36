import { defineConfig } from '@playwright/test';
import { CHROMIUM_FLAGS, findChromium } from '../harness/browser.ts';
import { BROWSER_ADDRESS } from './setup.config.ts';

const wsEndpoint = process.env[BROWSER_ADDRESS];

/**
 * One file at a time, each with a server of its own, in one browser: a person is a context in it. With two at a time on two cores one
 * or two of a hundred tests came too late now and then.
 */
export default defineConfig({
  testDir: '.',
  testMatch: '*.spec.ts',
  outputDir: '../../test-results/browser',
  workers: 1,
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
    ...(wsEndpoint === undefined ? {} : { connectOptions: { wsEndpoint } }),
    launchOptions: { executablePath: findChromium(), args: [...CHROMIUM_FLAGS], chromiumSandbox: false },
  },
});
