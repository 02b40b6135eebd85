/** The page without a mouse. */
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { noChromium } from '../kit/judge.js';
import { opened } from './opened.js';

describe.skipIf(noChromium)('by keys alone', () => {
  const { withPage } = opened();
  const connection = (page: Page) => new URLSearchParams(new URL(page.url()).hash.slice(1)).get('connection');
  const focused = (page: Page) => page.evaluate('document.activeElement.getAttribute("aria-label")');

  it('says what the keys do, to who does not know that there is a key for that', () =>
    withPage('', async (page) => {
      await page.getByRole('button', { name: 'keys' }).focus();
      await page.keyboard.press('Enter');
      const help = page.getByRole('dialog', { name: 'keys' });
      expect(await help.locator('dt').allTextContents()).toContain('j↓');
      await page.keyboard.press('Escape');
      await help.waitFor({ state: 'hidden' });
      expect(await focused(page)).toBe('keys');
    }));

  it('goes from the filter to the first connection that it lets through', () =>
    withPage('', async (page) => {
      await page.keyboard.press('/');
      await page.keyboard.type('state:awaiting-content');
      await page.keyboard.press('Enter');
      expect(await focused(page)).toBe('connections');
      await page.keyboard.press('ArrowDown');
      await expect.poll(() => connection(page)).toBe('3');
    }));

  it('presses what has the focus by the space bar, and does not pause', () =>
    withPage('', async (page) => {
      const state = page.getByRole('button', { name: /^state responding/ });
      await state.focus();
      await page.keyboard.press(' ');
      expect(await page.inputValue('.connections input')).toBe('state:responding');
      await page.locator('.menu summary').focus();
      await page.keyboard.press(' ');
      await page.getByRole('link', { name: 'connections as JSON' }).waitFor();
      expect(await page.getByRole('button', { name: 'pause' }).getAttribute('aria-pressed')).toBe('false');
    }));

  it('leaves the menu, and then the connection', () =>
    withPage('#connection=3', async (page) => {
      const summary = page.locator('.menu summary');
      await summary.focus();
      await page.keyboard.press('Enter');
      const link = page.getByRole('link', { name: 'connections as JSON' });
      await link.focus();
      await page.keyboard.press('Escape');
      await link.waitFor({ state: 'hidden' });
      expect(await page.evaluate('document.activeElement.localName')).toBe('summary');
      expect(connection(page)).toBe('3');
      await page.keyboard.press('Escape');
      await expect.poll(() => connection(page)).toBe(null);
      // Nor does it stay over what is looked at next.
      await page.keyboard.press('Enter');
      await link.waitFor();
      await page.locator('.connections input').click();
      await link.waitFor({ state: 'hidden' });
    }));

  it('goes on with the list after the moment was chosen', () =>
    withPage('', async (page) => {
      await page.getByRole('slider').focus();
      await page.keyboard.press('ArrowLeft');
      await page.locator('.where', { hasText: 'of' }).waitFor();
      await page.keyboard.press('j');
      await expect.poll(() => connection(page)).toBe('1');
    }));

  it('comes to the panels in the order in which they stand', () =>
    withPage(
      '#connection=3',
      async (page) => {
        const tops = await page
          .locator('main > .panel')
          .evaluateAll((panels) => panels.map((panel) => panel.getBoundingClientRect().top));
        expect(tops).toHaveLength(5);
        expect(tops).toEqual(tops.toSorted((a, b) => a - b));
      },
      400,
    ));
});
