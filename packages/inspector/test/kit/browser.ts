/** Debian's Chromium, cut off from everything but the program. */
import { type Browser, chromium, type Page } from 'playwright-core';
import { expect } from 'vitest';
import { CHROMIUM } from './judge.js';

const OFFLINE = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

export function launchOffline(): Promise<Browser> {
  return chromium.launch({ executablePath: CHROMIUM, args: OFFLINE });
}

/** Opens the page, and sees to it that nothing but the program is asked for anything and nothing goes wrong unseen. */
export async function withPage(
  browser: Browser,
  url: string,
  use: (page: Page) => Promise<void>,
  width = 1500,
): Promise<void> {
  const { origin } = new URL(url);
  const page = await browser.newPage({ viewport: { width, height: 900 } });
  page.setDefaultTimeout(8000);
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().includes('400')) faults.push(message.text());
  });
  page.on('request', (request) => {
    if (new URL(request.url()).origin !== origin) faults.push(`asked for ${request.url()}`);
  });
  await page.goto(url);
  await page.waitForSelector('.rows .row');
  await use(page);
  expect(faults).toEqual([]);
  await page.close();
}
