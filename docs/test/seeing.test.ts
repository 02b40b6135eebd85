/** The steps of the guide's chapter on seeing, done in a browser. */
import { existsSync, readFileSync } from 'node:fs';
import { attach, servePage } from '@wirechart/inspector/program';
import { chromium } from 'playwright-core';
import { expect, test, vi } from 'vitest';

const CHROMIUM = '/usr/bin/chromium';
const guide = readFileSync(new URL('../write-your-own-protocol.md', import.meta.url), 'utf8');

test.skipIf(!existsSync(CHROMIUM) && process.env['CI'] === undefined)(
  'finds the client that stalls, in five steps',
  async () => {
    const printed = vi.spyOn(console, 'log').mockImplementation(() => undefined);
    const { close, path } = await import('../snippets/kv/stalled.js');
    expect(printed).toHaveBeenCalledWith(`npx wirechart inspect ${process.pid} --payload --all`);
    printed.mockRestore();
    const attachment = await attach(path, { payload: true, everything: true });
    const served = await servePage(attachment.inspection);
    const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu'] });
    const page = await browser.newPage({ viewport: { width: 1500, height: 900 } });
    const text = (selector: string) =>
      page
        .locator(selector)
        .first()
        .evaluate((element) => element.textContent);

    // 1. Open the address.
    await page.goto(served.url);
    await page.locator('[data-state="1"] [data-occupancy]', { hasText: /^4$/ }).waitFor();
    // 2. Wait for the warning.
    const warning = page.locator('.lints button', { hasText: 'has stalled' });
    await warning.waitFor({ timeout: 25_000 });
    const said = '1 connection has stalled in awaiting-header: no byte for over 10 s';
    expect(await warning.evaluate((element) => element.textContent)).toContain(said);
    expect(guide.replaceAll(/\s+/g, ' ')).toContain(`*${said}*`);
    // 3. Click it.
    await warning.click();
    expect(await page.inputValue('.connections input')).toBe('lint:stalled read:awaiting-header');
    await page.locator('.matching', { hasText: /^1 of 4$/ }).waitFor();
    // 4. Choose the connection.
    await page.locator('.rows .row').first().click();
    await page
      .locator('.details .why', { hasText: /^needs 5, has 3, idle time-out in \d+\.\d s$/ })
      .first()
      .waitFor();
    // 5. Look at its bytes.
    await page.locator('.codes .waiting').nth(2).waitFor();
    expect(await page.locator('.codes .waiting').allInnerTexts()).toEqual(['01', '00', '00']);
    expect(await text('.lanes .waiting')).toBe('3 B of 5 B waiting');

    await browser.close();
    await served.close();
    await attachment.close();
    await close();
  },
);
