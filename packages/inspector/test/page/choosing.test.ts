/** Which connection is opened by a click or a key, while the list changes under the pointer. */
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { noChromium } from '../kit/judge.js';
import { listed } from './fixture.js';
import { opened } from './opened.js';

describe.skipIf(noChromium)('a connection that is chosen in the list', () => {
  const fixture = opened();
  const { send } = fixture;
  const withPage = (use: (page: Page) => Promise<void>) => fixture.withPage('', use);

  const row = (page: Page, id: number) => page.locator(`.rows .row[data-id="${id}"]`);
  const busy = (page: Page, so: boolean) => page.waitForSelector(`.viewport[aria-busy="${so}"]`);
  const chosen = (page: Page) => new URLSearchParams(new URL(page.url()).hash.slice(1)).get('connection');
  const state = (page: Page) => page.locator('.details .why').first().textContent();

  /** Types a filter whose answer is held back until the returned function is called. */
  async function typeUnanswered(page: Page, filter: string): Promise<() => void> {
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    let held = 0;
    await page.route('**/view', async (route) => {
      held++;
      await released;
      await route.continue();
    });
    await page.locator('.connections input').fill(filter);
    await expect.poll(() => held).toBe(1);
    return release;
  }

  it('is the one whose row was pressed, though another one is there when the button comes up', () =>
    withPage(async (page) => {
      await row(page, 3).hover();
      await page.mouse.down();
      send(listed({ filter: '', sort: 'id', descending: true, from: 0, count: 40 }));
      await row(page, 9998).waitFor();
      await page.mouse.up();
      await expect.poll(() => chosen(page)).toBe('3');
    }));

  it('is none, where the button comes up on another row', () =>
    withPage(async (page) => {
      await row(page, 3).hover();
      await page.mouse.down();
      await row(page, 6).hover();
      await page.mouse.up();
      await row(page, 9).click();
      await expect.poll(() => chosen(page)).toBe('9');
    }));

  it('is none that a filter excludes which was typed just before', () =>
    withPage(async (page) => {
      const answer = await typeUnanswered(page, 'state:awaiting-content');
      await busy(page, true);
      await row(page, 1).click();
      answer();
      await busy(page, false);
      await row(page, 7).waitFor();
      expect(await state(page)).toBe('No connection is chosen.');
      expect(chosen(page)).toBe(null);
    }));

  it('is the one that was clicked, where that matches the filter that was typed just before', () =>
    withPage(async (page) => {
      const answer = await typeUnanswered(page, 'state:awaiting-content');
      await row(page, 3).click();
      expect(chosen(page)).toBe(null);
      answer();
      await expect.poll(() => chosen(page)).toBe('3');
    }));

  it('is the first that matches, where the key for the next follows the filter at once', () =>
    withPage(async (page) => {
      const answer = await typeUnanswered(page, 'state:awaiting-content');
      await page.keyboard.press('Escape');
      await page.keyboard.press('j');
      expect(chosen(page)).toBe(null);
      answer();
      await expect.poll(() => chosen(page)).toBe('3');
    }));

  it('can be any that is shown, where the filter is refused', () =>
    withPage(async (page) => {
      await page.locator('.connections input').fill('bogus:');
      await page.waitForSelector('.problem:visible');
      await busy(page, false);
      await row(page, 1).click();
      await expect.poll(() => chosen(page)).toBe('1');
    }));
});
