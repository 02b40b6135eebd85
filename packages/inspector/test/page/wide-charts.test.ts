/** The charts of shipped protocols on the page: whole where they can be read, and where not, it says what is out of sight. */
import { Connection, prepare } from '@wirechart/core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { shipped } from '../../../fuzz/test/kit/shipped.js';
import { Catalogue } from '../../src/agent/catalogue.js';
import type { Chart, ChartEdge, ChartState, Lint, LintKind, Lints, ProtocolInfo } from '../../src/feed.js';
import { chartSvg } from '../../src/layout/index.js';
import { launchOffline, withPage } from '../kit/browser.js';
import { noChromium } from '../kit/judge.js';
import { type FakeProgram, fakeProgram } from './fake-program.js';
import { charts, hello, lints } from './fixture.js';

/** From one that is as most are to the widest and the highest. */
const CHARTS = ['json-header', 'length-prefixed', 'event-stream', 'smtp-opening', 'memcached-binary', 'memcached-text'];

type Size = readonly [width: number, height: number];
const at900 = (...widths: readonly number[]) => widths.map((width): Size => [width, 900]);

/** A ring of states, wider than any window: no protocol is like that. */
const tooWide: Chart = {
  ...(charts[0] as Chart),
  protocol: 'crowd',
  hash: 'crowd',
  states: [
    { path: '', parent: -1, type: 'compound', initial: 1 },
    ...Array.from({ length: 14 }, (_, index): ChartState => {
      return { path: `state-with-a-long-name-${index}`, parent: 0, type: 'atomic', initial: -1 };
    }),
  ],
  edges: Array.from({ length: 13 }, (_, index): ChartEdge => {
    return { source: 1, targets: [index + 2], event: 'e', label: `event-with-a-long-name-${index}`, kind: 'plain' };
  }),
};

function drawings(): Promise<string[]> {
  const catalogue = new Catalogue();
  for (const [, role, protocol] of shipped) catalogue.idOf(new Connection(prepare(protocol, role), 0).look().stage);
  const wanted = CHARTS.map((name) =>
    catalogue.charts.find(({ protocol, half }) => protocol === name && half === 'read'),
  );
  return Promise.all([...wanted, tooWide].map((chart) => chartSvg(chart as Chart)));
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
  let drawn: readonly string[];
  beforeAll(async () => {
    [browser, program, drawn] = await Promise.all([launchOffline(), fakeProgram(), drawings()]);
  }, 30_000);
  afterAll(async () => {
    await browser?.close();
    await program?.[Symbol.asyncDispose]();
  });

  /** Shows each at each size of the window. */
  async function each(page: Page, sizes: readonly Size[], look: (name: string, what: string) => Promise<void>) {
    let shown = 0;
    await page.route('**/chart/*.svg', (route) => route.fulfill({ body: drawn[shown] as string }));
    for (const [index, name] of [...CHARTS, 'crowd'].entries()) {
      shown = index;
      // Another chart, and so another drawing.
      await page.keyboard.press('w');
      await page.locator(`.drawing svg[aria-label="${name}, read"]`).waitFor();
      for (const [width, height] of sizes) {
        await page.setViewportSize({ width, height });
        await page.evaluate('new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))');
        await look(name, `${name} at ${width} × ${height}`);
      }
    }
  }

  it('is whole and can be read beside the list and the bytes', () =>
    withPage(browser, program.url, (page) =>
      each(page, at900(1280, 1400, 1920), async (name, what) => {
        const { scale, cut, scrolls, hint } = await seen(page);
        expect(scale, what).toBeGreaterThan(0.63);
        if (name === 'crowd') return;
        expect({ cut, scrolls, hint }, what).toEqual({ cut: [], scrolls: false, hint: '' });
        for (const panel of ['.connections', '.bytes']) {
          const box = await page.locator(`${panel}.panel`).boundingBox();
          expect(box?.width, `${panel} beside ${what}`).toBeGreaterThanOrEqual(300);
          expect((box?.x ?? 0) + (box?.width ?? 0), what).toBeLessThanOrEqual(page.viewportSize()?.width ?? 0);
        }
      }),
    ));

  it('is whole on a laptop too, with four warnings and three protocols above it, and only panels scroll', () =>
    withPage(browser, `${program.url}#connection=3&step=2`, async (page) => {
      const [protocol] = hello.protocols as readonly [ProtocolInfo];
      const protocols = ['websocket-upgrade', 'websocket', 'json-header'].map((name, id) => ({
        ...protocol,
        name,
        id,
      }));
      program.send({ ...hello, protocols });
      const [lint] = (lints as Lints).lints as readonly [Lint];
      const kinds: readonly LintKind[] = ['stalled', 'drip', 'blocked', 'slow-handler'];
      program.send({ type: 'lints', lints: kinds.map((kind) => ({ ...lint, kind, text: `${kind}: ${lint.text}` })) });
      await page.locator('.lints button:nth-child(4)').waitFor();
      await each(
        page,
        [
          [1280, 720],
          [1366, 650],
        ],
        async (name, what) => {
          const window = page.viewportSize() ?? { width: 0, height: 0 };
          expect(await page.evaluate('document.documentElement.scrollHeight'), what).toBeLessThanOrEqual(window.height);
          for (const panel of ['chart', 'connections', 'bytes', 'timeline', 'details']) {
            const { x = 0, y = 0, width = 0, height = 0 } = (await page.locator(`.${panel}.panel`).boundingBox()) ?? {};
            expect(width, `${panel} of ${what}`).toBeGreaterThanOrEqual(300);
            expect(height, `${panel} of ${what}`).toBeGreaterThanOrEqual(210);
            expect(x + width, `${panel} of ${what}`).toBeLessThanOrEqual(window.width);
            expect(y + height, `${panel} of ${what}`).toBeLessThanOrEqual(window.height);
          }
          if (name === 'crowd') return;
          const { scale, cut, scrolls, hint } = await seen(page);
          expect(scale, what).toBeGreaterThan(0.63);
          if (window.height === 720)
            expect({ cut, scrolls, hint }, what).toEqual({ cut: [], scrolls: false, hint: '' });
        },
      );
      // What does not fit into a panel is scrolled to in it.
      await page.locator('.details summary').first().scrollIntoViewIfNeeded();
      expect(await page.evaluate('scrollY')).toBe(0);
      expect(await page.locator('.details').evaluate((panel) => panel.scrollTop)).toBeGreaterThan(0);
    }));

  it('that does not fit names what is out of sight, and a key shows all of it', () =>
    withPage(browser, program.url, (page) =>
      each(page, at900(1040, 1400), async (name, what) => {
        const { scale, cut, scrolls, hint } = await seen(page);
        expect(scale, what).toBeGreaterThan(0.63);
        if (name === 'crowd') expect(scrolls, what).toBe(true);
        expect(cut.length === 0 || scrolls, what).toBe(true);
        expect(hint !== '', what).toBe(scrolls);
        for (const title of cut.slice(0, 4)) expect(hint, what).toContain(title);
        await page.keyboard.press('m');
        expect(await seen(page), what).toMatchObject({ cut: [], scrolls: false, hint: '' });
        await page.keyboard.press('Escape');
        expect(await page.locator('.chart.whole').count(), what).toBe(0);
      }),
    ));
});
