/** What is drawn anew while a person presses it, or has the focus on it, several times a second where a connection is busy. */
import type { ElementHandle, Locator, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { Watched } from '../../src/feed.js';
import { noChromium } from '../kit/judge.js';
import { lints, watched } from './fixture.js';
import { opened } from './opened.js';

describe.skipIf(noChromium)('what is drawn anew', () => {
  const fixture = opened();
  const { send } = fixture;
  const withPage = (use: (page: Page) => Promise<void>) =>
    fixture.withPage('#connection=3', async (page) => {
      await page.waitForSelector('.stay');
      await use(page);
    });

  /** Connection 3 has had the rest of its content. */
  function moveOn(): void {
    const before = watched(3);
    const record = { half: 'read' as const, protocol: 0, guards: [], time: 15_000 };
    const news: Watched = {
      ...before,
      row: { ...before.row, read: 4, bytesIn: 138 },
      whole: false,
      records: [{ ...record, sequence: 3, from: 3, to: 4, event: 'content', edge: 5, offset: 98, length: 40 }],
      chunks: [{ direction: 'in', time: 15_000, offset: 123, length: 15, data: btoa('":"morpheus"}  ') }],
    };
    send(news);
  }

  const isGone = (element: ElementHandle | null) => element?.evaluate((node) => !node.isConnected);
  const step = (page: Page) => page.locator('.step h3').textContent();

  /** Holds the button down on it until it has been drawn anew. */
  async function pressMeanwhile(page: Page, thing: Locator): Promise<void> {
    const element = await thing.elementHandle();
    await thing.hover();
    await page.mouse.down();
    moveOn();
    await expect.poll(() => isGone(element)).toBe(true);
    await page.mouse.up();
  }

  it('is looked at nevertheless: a stay in the lanes', () =>
    withPage(async (page) => {
      await pressMeanwhile(page, page.locator('.stay[data-step="1"] rect'));
      await expect.poll(() => step(page)).toMatch(/^step 1 /);
    }));

  it('is not, by steps, while time alone goes on', () =>
    withPage(async (page) => {
      await page.getByRole('button', { name: 'by time' }).click();
      const stay = page.locator('.stay[data-step="1"]');
      const element = await stay.elementHandle();
      expect(await stay.locator('title').textContent()).toBe('protoheader → awaiting-jsonheader');
      const before = watched(3);
      for (const why of ['time goes on', 'and on']) {
        send({ ...before, whole: false, records: [], chunks: [], standing: { ...before.standing, why } });
        await page.locator('.why', { hasText: why }).waitFor();
        // Nothing tells of a drawing that there is not: one would come 300 ms later at most.
        await page.evaluate('new Promise((resolve) => setTimeout(resolve, 310))');
      }
      expect(await isGone(element)).toBe(false);
      moveOn();
      await page.locator('.stay[data-step="3"]').waitFor();
    }));

  it('is looked at nevertheless: a byte', () =>
    withPage(async (page) => {
      await pressMeanwhile(page, page.locator('.letters [data-offset="40"]'));
      await expect.poll(() => step(page)).toMatch(/^step 2 /);
    }));

  it('is followed nevertheless: a warning whose count has changed', () =>
    withPage(async (page) => {
      await page.locator('.lints button').hover();
      await page.mouse.down();
      if (lints.type !== 'lints') throw new Error('the fixture has other warnings');
      send({
        ...lints,
        lints: lints.lints.map((lint) => ({ ...lint, text: `13${lint.text.slice(2)}`, count: 13 })),
      });
      await page.locator('.lints', { hasText: '13 stalled' }).waitFor();
      await page.mouse.up();
      await expect.poll(() => page.inputValue('.connections input')).toBe('state:awaiting-content age:>10s');
    }));

  it('keeps the focus: a frame, while another one comes and goes', () =>
    withPage(async (page) => {
      const frame = page.getByRole('list', { name: 'frames' }).getByRole('button', { name: /^jsonheader: 96 B/ });
      await frame.focus();
      moveOn();
      await page.getByRole('button', { name: /^content: 40 B/ }).waitFor();
      await page.keyboard.press('Enter');
      await expect.poll(() => step(page)).toMatch(/^step 2 /);
      expect(await frame.getAttribute('aria-pressed')).toBe('true');
    }));

  it('keeps the focus: the tab of a half that was chosen by a key', () =>
    withPage(async (page) => {
      await page.getByRole('navigation').getByRole('button', { name: 'write' }).focus();
      await page.keyboard.press('Enter');
      await page.waitForSelector('.drawing svg[aria-label="json-header, write"]');
      await page.keyboard.press('Shift+Tab');
      await page.keyboard.press('Enter');
      await page.waitForSelector('.drawing svg[aria-label="json-header, read"]');
    }));
});
