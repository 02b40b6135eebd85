/** The details of a connection, while it changes: what a person reads stays where it is. */
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { Deadline } from '../../src/feed.js';
import { noChromium } from '../kit/judge.js';
import { hello, tick, watched } from './fixture.js';
import { opened } from './opened.js';

describe.skipIf(noChromium)('the details of a connection that changes', () => {
  const { withPage, send } = opened();

  const timeouts = (page: Page) => page.getByRole('list', { name: 'time-outs' }).getByRole('listitem');
  const topOf = async (page: Page, selector: string) => (await page.locator(selector).boundingBox())?.y;

  /** Tells the page how connection 3 stands now. */
  function stands(why: string, deadlines: readonly Deadline[], context: { readonly [key: string]: number } = {}): void {
    const { standing, row } = watched(3);
    const read = { ...standing.read, deadlines, context };
    send({
      type: 'connection',
      row,
      whole: false,
      missed: { records: 0, in: 0, out: 0 },
      records: [],
      chunks: [],
      standing: { why, read },
    });
  }

  it('have a row for each time-out, whether it runs or not, in one order', () =>
    withPage('#connection=3', async (page) => {
      const rows = timeouts(page);
      await expect.poll(() => rows.allTextContents()).toEqual(['read: header –', 'read: content in 15.8 s']);
      stands('needs 2, has 0', []);
      await expect.poll(() => rows.allTextContents()).toEqual(['read: header –', 'read: content –']);
      // What the chart does not name comes last.
      stands('needs 2, has 0', [
        { name: 'lull', at: 20_500 },
        { name: 'content', at: 21_000 },
        { name: 'header', at: 19_000 },
      ]);
      await expect
        .poll(() => rows.allTextContents())
        .toEqual(['read: header due', 'read: content in 1.0 s', 'read: lull in 500 ms']);
    }));

  it('have no row for what is in the chart of an actor of XState, whose time-outs nobody tells', () =>
    withPage('', async (page) => {
      send({ ...hello, protocols: hello.protocols.map((protocol) => ({ ...protocol, role: 'actor' })) });
      await page.getByRole('button', { name: 'machine' }).first().waitFor();
      await page.locator('.rows .row[data-id="3"]').click();
      stands('is in awaiting-content', []);
      await page.locator('.why', { hasText: 'is in awaiting-content' }).waitFor();
      expect(await timeouts(page).allTextContents()).not.toContain('read: header –');
    }));

  it('keep the place of what is below the time-outs, however they and the sentence above change', () =>
    withPage('#connection=3&step=2', async (page) => {
      await page.locator('.step h3').waitFor();
      stands(`needs 40, has 25${', and much else'.repeat(20)}`, [{ name: 'content', at: 35_800 }]);
      await page.locator('.why', { hasText: 'much else' }).waitFor();
      // At its place once the sentence has had its room.
      await page.evaluate('new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))');
      const before = await topOf(page, '.step');
      const row = await timeouts(page).first().elementHandle();
      for (const deadlines of [[], [{ name: 'header', at: 35_800 }], [{ name: 'content', at: 25_000 }]]) {
        stands(`needs 2, has ${deadlines.length}`, deadlines);
        await page.locator('.why', { hasText: `needs 2, has ${deadlines.length}` }).waitFor();
        for (let time = 0; time < 3; time++) send({ ...tick('live'), time: 20_000 + time, open: time });
        await page.locator('.pill', { hasText: '2 open' }).waitFor();
        expect(await topOf(page, '.step')).toBe(before);
        send({ ...tick('live'), open: 7 });
        await page.locator('.pill', { hasText: '7 open' }).waitFor();
      }
      expect(await row?.evaluate((element) => element.isConnected)).toBe(true);
    }));

  it('keep a context open, and the focus on it, while it changes', () =>
    withPage('#connection=3', async (page) => {
      const context = page.locator('.details details').first();
      await context.locator('summary').click();
      stands('needs 2, has 0', [], { count: 1 });
      await context.locator('pre', { hasText: '"count": 1' }).waitFor();
      expect(await page.evaluate('document.activeElement.textContent')).toBe('context of the read half');
      await page.keyboard.press('Enter');
      await context.locator('pre').waitFor({ state: 'hidden' });
    }));
});
