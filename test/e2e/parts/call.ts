import { expect, type Locator, type Page } from '@playwright/test';
import type { CallDiagnostics } from '../../../client/call/call-state.ts';

export const stage = (page: Page): Locator => page.getByRole('region', { name: 'Call', exact: true });
export const tile = (page: Page, name: string): Locator =>
  stage(page).getByRole('group', { name, exact: true });
export const ringing = (page: Page): Locator => page.getByRole('alertdialog');
export const press = (page: Page, name: string): Promise<void> =>
  page.getByRole('button', { name, exact: true }).click();

/** As somebody who looks at the page again: it asks the server at once, where its next try may be 15 seconds away. */
export const wake = (page: Page): Promise<unknown> =>
  page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));

/** One calls from the open conversation, the other accepts; both see each other's tile. */
export async function callAndAccept(
  caller: { page: Page; name: string },
  callee: { page: Page; name: string },
): Promise<void> {
  await press(caller.page, 'Video call');
  await press(callee.page, 'Accept with video');
  await expect(tile(caller.page, callee.name)).toBeVisible();
  await expect(tile(callee.page, caller.name)).toBeVisible();
}

export async function diagnose(page: Page): Promise<CallDiagnostics> {
  const found = await findDiagnostics(page);
  if (!found) throw new Error('The page tells nothing of a call.');
  return found;
}

/** null: the page is in no call. */
async function findDiagnostics(page: Page): Promise<CallDiagnostics | null> {
  return await page.evaluate(async () => {
    const hook: unknown = Reflect.get(window, 'parley');
    if (typeof hook !== 'object' || hook === null) return null;
    const ask: unknown = Reflect.get(hook, 'callDiagnostics');
    return typeof ask === 'function' ? ((await ask()) as CallDiagnostics | null) : null;
  });
}

export interface Media {
  readonly frames: number;
  readonly audioBytes: number;
}

/** What came from each other participant, over whichever link, by participant. */
export async function mediaOf(page: Page): Promise<Map<string, Media>> {
  const carriers = (await findDiagnostics(page))?.carriers ?? [];
  const media = new Map<string, Media>();
  for (const carrier of carriers) {
    const { frames, audioBytes } = media.get(carrier.participantId) ?? { frames: 0, audioBytes: 0 };
    media.set(carrier.participantId, {
      frames: frames + (carrier.source === 'camera' ? carrier.framesDecoded : 0),
      audioBytes: audioBytes + (carrier.source === 'microphone' ? carrier.bytesReceived : 0),
    });
  }
  return media;
}

/** Pictures and sound of `others` participants keep arriving here. */
export async function expectMediaFlows(page: Page, others: number): Promise<void> {
  await expect.poll(async () => (await mediaOf(page)).size, { timeout: MEDIA_TIMEOUT_MS }).toBe(others);
  const before = await mediaOf(page);
  const growingSince = async () => {
    const now = await mediaOf(page);
    for (const [id, media] of now) if (hasShrunk(before.get(id), media)) before.set(id, media);
    return growing(before, now);
  };
  await expect.poll(growingSince, { timeout: MEDIA_TIMEOUT_MS, message: 'media flows' }).toBe(others);
}

/** A link that was dropped after a switch took its counts along: from here on the others' count. */
function hasShrunk(before: Media | undefined, now: Media): boolean {
  return before !== undefined && (now.frames < before.frames || now.audioBytes < before.audioBytes);
}

function growing(before: Map<string, Media>, after: Map<string, Media>): number {
  return [...after].filter(([id, { frames, audioBytes }]) => {
    const start = before.get(id) ?? { frames: 0, audioBytes: 0 };
    return frames - start.frames >= 5 && audioBytes > start.audioBytes;
  }).length;
}

const MEDIA_TIMEOUT_MS = 20_000;
/** A switch that a busy machine did not finish in 10 seconds is tried again 15 and 30 seconds later: the third try ends after 75. */
const TOPOLOGY_TIMEOUT_MS = 90_000;

export async function expectTopology(page: Page, kind: 'mesh' | 'sfu'): Promise<void> {
  await expect
    .poll(
      async () => {
        const found = await findDiagnostics(page);
        if (!found) return 'no call';
        const { topology, switching } = found;
        return switching ? `switching to ${switching.to}` : topology.kind;
      },
      { timeout: TOPOLOGY_TIMEOUT_MS },
    )
    .toBe(kind);
}
