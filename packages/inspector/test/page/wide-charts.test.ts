/** The charts of shipped protocols on the page: whole where they can be read, and where not, it says what is out of sight. */
import { Connection, prepare } from '@wirechart/core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { shipped } from '../../../fuzz/test/kit/shipped.js';
import { Catalogue } from '../../src/agent/catalogue.js';
import { chartSvg } from '../../src/layout/index.js';
import { launchOffline, withPage } from '../kit/browser.js';
import { noChromium } from '../kit/judge.js';
import { type FakeProgram, fakeProgram } from './fake-program.js';

/** From one that is as most are to the widest. */
const CHARTS = ['json-header', 'length-prefixed', 'memcached-text'];

function drawings(): Promise<string[]> {
  const catalogue = new Catalogue();
  for (const [, role, protocol] of shipped) catalogue.idOf(new Connection(prepare(protocol, role), 0).look().stage);
  const charts = CHARTS.map((name) =>
    catalogue.charts.find(({ protocol, half }) => protocol === name && half === 'read'),
  );
  return Promise.all(charts.map((chart) => chartSvg(chart as NonNullable<typeof chart>)));
}

/** What a person sees of a chart: the height of its letters, what is cut, and what the page says of that. */
function seen(page: Page) {
  return page.locator('.drawing').evaluate((drawing) => {
    const svg = drawing.querySelector('svg') as NonNullable<ReturnType<typeof drawing.querySelector<'svg'>>>;
    const around = drawing.getBoundingClientRect();
    const cut = [...svg.querySelectorAll('.state')].flatMap((state) => {
      const { left, right, top, bottom } = state.getBoundingClientRect();
      const within =
        left >= around.left - 1 && right <= around.right + 1 && top >= around.top - 1 && bottom <= around.bottom + 1;
      return within ? [] : [state.querySelector('.title')?.textContent ?? ''];
    });
    const hint = drawing.parentElement?.querySelector('.hint.cut');
    const scrolls = drawing.scrollWidth > drawing.clientWidth + 1 || drawing.scrollHeight > drawing.clientHeight + 1;
    const scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
    return { scale, cut, scrolls, hint: hint?.hasAttribute('hidden') === true ? '' : (hint?.textContent ?? '') };
  });
}

describe.skipIf(noChromium)('the chart of a shipped protocol', { timeout: 30_000 }, () => {
  let browser: Browser;
  let program: FakeProgram;
  let charts: readonly string[];
  beforeAll(async () => {
    [browser, program, charts] = await Promise.all([launchOffline(), fakeProgram(), drawings()]);
  });
  afterAll(async () => {
    await browser?.close();
    await program?.[Symbol.asyncDispose]();
  });

  it('is whole where it can be read, else what is out of sight is named, and a key shows all of it', () =>
    withPage(browser, program.url, async (page) => {
      let shown = 0;
      await page.route('**/chart/*.svg', (route) => route.fulfill({ body: charts[shown] as string }));
      for (const [index, name] of CHARTS.entries()) {
        shown = index;
        // Another chart, and so another drawing.
        await page.keyboard.press('w');
        await page.locator(`.drawing svg[aria-label="${name}, read"]`).waitFor();
        for (const width of [1280, 1400, 1920]) {
          await page.setViewportSize({ width, height: 900 });
          await page.evaluate('new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))');
          const { scale, cut, scrolls, hint } = await seen(page);
          const what = `${name} at ${width}`;
          expect(scale, what).toBeGreaterThan(0.63);
          expect(cut.length === 0 || scrolls, what).toBe(true);
          expect(hint !== '', what).toBe(scrolls);
          for (const title of cut.slice(0, 4)) expect(hint, what).toContain(title);
          await page.keyboard.press('m');
          expect(await seen(page), what).toMatchObject({ cut: [], scrolls: false, hint: '' });
          await page.keyboard.press('Escape');
          expect(await page.locator('.chart.whole').count(), what).toBe(0);
        }
      }
    }));
});
