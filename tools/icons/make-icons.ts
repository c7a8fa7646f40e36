import { chromium } from '@playwright/test';
import { join, resolve } from 'node:path';
import { CHROMIUM_FLAGS, findChromium } from '../../test/harness/browser.ts';

/** `bun tools/icons/make-icons.ts`: the installed page's pictures, drawn anew from client/public/favicon.svg. */
const PUBLIC = resolve(import.meta.dir, '../../client/public');
const PAPER = '#fbfaf8';
/** `part`: how much of the width the mark takes. A maskable icon may lose everything outside of a circle of 80 %. */
const ICONS = [
  { name: 'icon-192', size: 192, part: 0.72 },
  { name: 'icon-512', size: 512, part: 0.72 },
  { name: 'icon-maskable-512', size: 512, part: 0.5 },
  { name: 'apple-touch-icon', size: 180, part: 0.64 },
] as const;

const mark = await Bun.file(join(PUBLIC, 'favicon.svg')).text();
const browser = await chromium.launch({ executablePath: findChromium(), args: [...CHROMIUM_FLAGS] });
try {
  for (const { name, size, part } of ICONS) {
    const page = await browser.newPage({ viewport: { width: size, height: size }, colorScheme: 'light' });
    const style = `margin:0;height:100vh;display:grid;place-items:center;background:${PAPER}`;
    const svg = mark.replace('<svg ', `<svg width="${size * part}" height="${size * part}" `);
    await page.setContent(`<body style="${style}">${svg}</body>`);
    await page.screenshot({ path: join(PUBLIC, 'icons', `${name}.png`) });
    await page.close();
  }
} finally {
  await browser.close();
}
