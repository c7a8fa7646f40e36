import { chromium, type FullConfig } from '@playwright/test';
import { buildClient } from '../../bin/build-client.ts';

/** Read by the configuration, which every worker loads for itself. */
export const BROWSER_ADDRESS = 'PARLEY_TEST_BROWSER';

/** Set where the page was built just before. */
export const IS_BUILT = 'PARLEY_TEST_BUILT';

/** What all workers share: the page as it is served, and one browser. Answers what closes it. */
export default async function setUp({ projects: [project] }: FullConfig): Promise<() => Promise<void>> {
  if (process.env[IS_BUILT] === undefined) await buildClient();
  const { headless, launchOptions } = project?.use ?? {};
  const browser = await chromium.launchServer({ host: '127.0.0.1', headless, ...launchOptions });
  process.env[BROWSER_ADDRESS] = browser.wsEndpoint();
  return () => browser.close();
}
