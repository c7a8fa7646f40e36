import { chromium } from '@playwright/test';
import { scriptTime } from '../world/script-time.ts';
import { buildClient } from '../../bin/build-client.ts';
import { CHROMIUM_FLAGS, findChromium } from '../../test/harness/browser.ts';
import type { Bench, Stage } from '../figure.ts';
import type { Person } from '../load/dialect.ts';
import { median, quantile } from '../quantile.ts';
import { withSql } from '../world/database.ts';
import { fillConversation } from '../world/fill.ts';
import { startParley, type Target } from '../world/targets.ts';

const FRAME_MS = 1000 / 60;
const MESSAGES = { full: 10_000, small: 300 };
const ROUNDS = { full: 12, small: 2 };
const SETTLE_MS = 1_500;

/** Going back and forth between two long conversations, as a browser counts the time that its script took. */
export const switching: Bench = async (stage) => {
  await buildClient();
  const parley = await startParley(stage.postgres, { groups: 2, people: 5, sessions: 1 });
  try {
    const rooms = await prepare(parley, MESSAGES[stage.size]);
    const times = await measure(stage, parley, rooms);
    stage.note(`script of ${times.length} switches: ${times.map((ms) => ms.toFixed(1)).join(', ')} ms`);
    const took = median(times);
    return [
      {
        what: `script of a switch to a conversation of ${MESSAGES[stage.size].toLocaleString('en')} messages, median`,
        parley: `${took.toFixed(1)} ms (p90 ${quantile(times, 0.9).toFixed(1)} ms)`,
        against: `${FRAME_MS.toFixed(1)} ms, a frame`,
        ratio: (took / FRAME_MS).toFixed(2),
        target: '< 1',
        isMet: took < FRAME_MS,
      },
    ];
  } finally {
    await parley.close();
  }
};

interface Rooms {
  readonly person: Person;
  readonly ids: readonly [string, string];
}

/** The first person of the first group is in the second as well; both are read to their ends. */
async function prepare(parley: Target, messages: number): Promise<Rooms> {
  const [one, other] = parley.groups.map((group) => group[0]);
  if (!one || !other) throw new Error('nobody is there');
  await withSql(parley.databaseUrl, async (sql) => {
    await sql`
      insert into memberships (conversation_id, user_id, role)
      select ${other.conversationId}, user_id, 'member' from memberships
      where conversation_id = ${one.conversationId} order by user_id limit 1`;
  });
  const ids = [one.conversationId, other.conversationId] as const;
  for (const [index, conversationId] of ids.entries()) {
    await fillConversation(parley.databaseUrl, { conversationId, messages, firstId: index * messages });
  }
  await withSql(
    parley.databaseUrl,
    (sql) => sql`update memberships set read_number = ${messages}, delivered_number = ${messages}`,
  );
  return { person: one, ids };
}

async function measure(stage: Stage, { port }: Target, { person, ids }: Rooms): Promise<number[]> {
  const browser = await chromium.launch({ executablePath: findChromium(), args: [...CHROMIUM_FLAGS] });
  try {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    const url = `http://127.0.0.1:${port}`;
    await context.addCookies([{ name: 'parley', value: person.token, url }]);
    const page = await context.newPage();
    await page.goto(`${url}/c/${ids[0]}`);
    const times: number[] = [];
    for (let round = 0; round < ROUNDS[stage.size] + 2; round += 1) {
      const id = ids[(round + 1) % 2] ?? '';
      const link = page.locator(`a[href="/c/${id}"]`).first();
      await link.waitFor();
      await page.waitForTimeout(SETTLE_MS);
      const box = await link.boundingBox();
      if (!box) throw new Error('the conversation is not in the list');
      await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
      await page.waitForTimeout(SETTLE_MS / 3);
      // Nothing of the driver's own runs in the page meanwhile.
      const took = await scriptTime(browser, page, async () => {
        await page.mouse.down();
        await page.mouse.up();
        await page.waitForTimeout(SETTLE_MS);
      });
      await page.waitForURL(`**/c/${id}`);
      await page.getByRole('log', { name: 'Messages' }).getByRole('article').last().waitFor();
      // The first two bring what is loaded once.
      if (round >= 2) times.push(took);
    }
    return times;
  } finally {
    await browser.close();
  }
}
