import type { Page } from '@playwright/test';
import axe from 'axe-core';

/**
 * What axe finds on the page as it stands: everything that WCAG 2.2 A and AA ask for, and whatever else is serious. With
 * `rules` only these are looked at.
 */
export async function findBarriers(page: Page, rules?: readonly string[]): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source);
  const violations = await page.evaluate(async (only) => {
    const { run } = Reflect.get(window, 'axe') as typeof axe;
    const options = { resultTypes: ['violations' as const], ...(only ? { runOnly: [...only] } : {}) };
    return (await run(document, options)).violations.map(({ id, tags, impact, nodes }) => {
      return { id, tags, impact, nodes: nodes.map(({ html }) => html) };
    });
  }, rules);
  return violations
    .map((found) => ({ ...found, nodes: found.nodes.filter((html) => !saysItsFigures(found.id, html)) }))
    .filter(({ nodes }) => nodes.length > 0)
    .filter(
      ({ tags, impact }) =>
        tags.some((tag) => tag.startsWith('wcag')) || /serious|critical/.test(`${impact}`),
    )
    .map(({ id, nodes }) => `${id}: ${nodes.join(' | ')}`);
}

/** A poll's option says "1 vote" where "1" is seen. */
function saysItsFigures(rule: string, html: string): boolean {
  return rule === 'label-content-name-mismatch' && html.includes('class="poll-option"');
}
