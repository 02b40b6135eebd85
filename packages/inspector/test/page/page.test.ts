/** What a person can do with the page, by clicking and typing in Chromium, the network cut off. */
import type { Browser, Page, Route } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ProtocolInfo } from '../../src/feed.js';
import { launchOffline, withPage as openPage } from '../kit/browser.js';
import { noChromium } from '../kit/judge.js';
import { type FakeProgram, fakeProgram } from './fake-program.js';
import { hello, tick, watched } from './fixture.js';

describe.skipIf(noChromium)('the page', () => {
  let browser: Browser;
  let program: FakeProgram;

  beforeAll(async () => {
    browser = await launchOffline();
    program = await fakeProgram();
  });
  afterAll(async () => {
    await browser?.close();
    await program?.[Symbol.asyncDispose]();
  });

  const withPage = (hash: string, use: (page: Page) => Promise<void>, width?: number) =>
    openPage(browser, `${program.url}${hash}`, use, width);
  const shows = (page: Page, selector: string, text: RegExp) =>
    page.locator(selector, { hasText: text }).first().waitFor();
  const text = (page: Page, selector: string) => page.locator(selector).evaluate((element) => element.textContent);

  it('shows the chart with its numbers, and the list', () =>
    withPage('', async (page) => {
      await page.waitForSelector('[data-state="3"].occupied');
      expect(await text(page, '[data-state="3"] [data-occupancy]')).toBe('2,500');
      expect(await text(page, '[data-edge="3"] [data-rate]')).toBe('33k/s');
      expect(await page.getAttribute('[data-edges="3"]', 'data-heat')).toBe('4');
      expect(await text(page, '.matching')).toBe('10,000');
      expect(await text(page, 'header')).toContain('135k transitions/s');
    }));

  it('keeps only the rows in view, and asks for others as it is scrolled', () =>
    withPage('', async (page) => {
      expect(await page.locator('.rows .row').count()).toBeLessThan(80);
      await page.locator('.viewport').evaluate((viewport) => viewport.scrollTo(0, 5000 * 24));
      await shows(page, '.rows', /#5001/);
      expect(program.asked.list?.from).toBe(4990);
      expect(await page.locator('.rows .row').count()).toBeLessThan(80);
    }));

  it('filters as it is typed, and says what is wrong with a filter and where', () =>
    withPage('', async (page) => {
      await page.keyboard.press('/');
      await page.keyboard.type('state:awaiting-content');
      await shows(page, '.matching', /^2,500 of 10,000$/);
      await page.keyboard.type(' bogus:');
      await page.waitForSelector('.problem:visible');
      expect(await text(page, '.problem')).toBe("there is no 'bogus:' (at character 1)");
    }));

  it('says which state a filter may mean that names none', () =>
    withPage('', async (page) => {
      await page.keyboard.press('/');
      await page.keyboard.type('state:awaiting-contend');
      await shows(
        page,
        '.connections .hint',
        /^No chart has a state awaiting-contend\. Do you mean awaiting-content\?$/,
      );
      await page.keyboard.press('Backspace');
      await page.keyboard.type('t');
      await shows(page, '.matching', /^2,500 of 10,000$/);
      expect(await page.locator('.connections .hint:visible').count()).toBe(0);
    }));

  it('scrolls a chart that would be too small to be read', () =>
    withPage(
      '',
      async (page) => {
        const drawing = page.locator('.drawing svg');
        await drawing.waitFor();
        const { natural, shown, panel } = await drawing.evaluate((svg) => ({
          natural: Number(svg.getAttribute('width')),
          shown: svg.getBoundingClientRect().width,
          panel: svg.parentElement?.clientWidth ?? 0,
        }));
        expect(panel).toBeLessThan(0.6 * natural);
        expect(shown).toBeCloseTo(0.64 * natural, 0);
        // It begins at the initial state.
        const middle = await page.locator('[data-state="1"] > rect').evaluate((state) => {
          const { left, width } = state.getBoundingClientRect();
          return left + width / 2;
        });
        expect(middle).toBeGreaterThan(panel / 3);
        expect(middle).toBeLessThan((panel * 2) / 3 + 20);
        const [before, after] = await page.locator('.drawing').evaluate((element) => {
          const { scrollLeft } = element;
          element.scrollLeft = 0;
          return [scrollLeft, element.scrollLeft];
        });
        expect(before).toBeGreaterThan(0);
        expect(after).toBe(0);
      },
      280,
    ));

  it('filters by a state that is clicked in the chart', () =>
    withPage('', async (page) => {
      await page.click('[data-state="4"] .title');
      await shows(page, '.matching', /^2,490 of 10,000$/);
      expect(await page.inputValue('.connections input')).toBe('state:responding');
    }));

  it('shows a warning, and the connections that it means when it is clicked', () =>
    withPage('', async (page) => {
      await page.click('.lints button');
      expect(await page.inputValue('.connections input')).toBe('state:awaiting-content age:>10s');
    }));

  it('sorts by a column, and the other way round', () =>
    withPage('', async (page) => {
      await page.click('[role="columnheader"]:nth-child(1) button');
      await shows(page, '.rows .row:nth-child(1)', /^#10000/);
      expect(await page.getAttribute('[role="columnheader"]:nth-child(1)', 'aria-sort')).toBe('descending');
    }));

  it('shows a connection: why it waits, its states in time, its bytes', () =>
    withPage('', async (page) => {
      await page.click('.rows .row:nth-child(3)');
      await page.waitForSelector('.stay');
      expect(await page.locator('.stay').count()).toBe(3);
      expect(await text(page, '.details .why >> nth=0')).toBe('needs 40, has 25, content time-out in 15.8 s');
      expect(await text(page, '.lanes .waiting')).toBe('25 B of 40 B waiting');
      expect(await page.locator('.codes .waiting').count()).toBe(25);
    }));

  it('shows where a connection stands that has done nothing since it was watched', () =>
    withPage('#connection=3', async (page) => {
      await page.waitForSelector('.stay');
      program.send({ ...watched(3), records: [] });
      await page.locator('.stay[data-step]').first().waitFor({ state: 'detached' });
      expect(await page.locator('.stay title').allTextContents()).toEqual([
        expect.stringMatching(/^awaiting-content: /),
      ]);
    }));

  it('finds the bytes of a transition that is clicked, and the transition of a byte', () =>
    withPage('#connection=3', async (page) => {
      await page.click('.stay[data-step="1"]');
      expect(await page.locator('.codes .chosen').allInnerTexts()).toEqual(['00', '60']);
      await page.click('.letters [data-offset="40"]');
      await page.waitForSelector('.stay.chosen[data-step="2"]');
      expect(await page.locator('.codes .chosen').count()).toBe(96);
      expect(await text(page, '.step')).toContain('fits let it pass');
      expect(await text(page, '.step table')).toContain('header.contentLength');
      expect(await page.locator('.drawing .state.here .title').innerHTML()).toBe('awaiting-content');
      expect(await page.locator('.drawing .link.taken').count()).toBe(1);
    }));

  it('goes through the steps of a connection by keys', () =>
    withPage('#connection=3', async (page) => {
      await page.waitForSelector('.stay');
      for (const expected of ['step 0', 'step 1', 'step 2']) {
        await page.keyboard.press(']');
        await shows(page, '.step h3', new RegExp(`^${expected}`));
      }
      await page.keyboard.press('[');
      await shows(page, '.step h3', /^step 1/);
    }));

  it('pauses, steps back and comes back to now', () =>
    withPage('', async (page) => {
      await page.keyboard.press(' ');
      await shows(page, '.where', /of/);
      expect(program.asked.time).toBe(20_000);
      await page.keyboard.press(',');
      await shows(page, '.where', /^−100 ms of 7.8 s$/);
      expect(program.asked.time).toBe(19_900);
      // However fast.
      await page.evaluate(
        "for (let i = 0; i < 5; i++) document.dispatchEvent(new KeyboardEvent('keydown', { key: ',' }))",
      );
      await shows(page, '.where', /^−600 ms of 7.8 s$/);
      expect(program.asked.time).toBe(19_400);
      await page.keyboard.press('.');
      await page.keyboard.press(' ');
      await shows(page, '.where', /^now$/);
    }));

  it('keeps what was chosen in its address', () =>
    withPage('', async (page) => {
      await page.click('.rows .row:nth-child(3)');
      await page.waitForSelector('.stay');
      await page.click('[data-step="2"]');
      expect(new URL(page.url()).hash).toBe('#connection=3&step=2');
      await page.reload();
      await page.waitForSelector('.stay.chosen[data-step="2"]');
    }));

  it('shows the chart of a connection that is linked to, whatever it speaks', () =>
    withPage('#connection=3', async (page) => {
      await page.waitForSelector('.drawing svg[aria-label="json-header, read"]');
      const [protocol] = hello.protocols as readonly [ProtocolInfo];
      program.send({ ...hello, protocols: [protocol, { ...protocol, id: 1, read: 1 }] });
      // The page asks once more after a greeting, and is told the usual.
      await expect
        .poll(() => {
          program.send({ ...watched(3), row: { ...watched(3).row, protocol: 1 } });
          return page.locator('.drawing svg[aria-label="json-header, write"]').count();
        })
        .toBe(1);
    }));

  it('says of a connection that is linked to and not there that it is not', () =>
    withPage('#connection=99999', (page) => shows(page, '.details .why', /^There is no #99999 now/)));

  it('shows every half, and offers what can be taken away', () =>
    withPage('#connection=3', async (page) => {
      await page.keyboard.press('w');
      await page.waitForSelector('.drawing svg[aria-label="json-header, write"]');
      await page.click('.menu summary');
      await page.waitForSelector('.menu a');
      const links = await page.locator('.menu a').evaluateAll((all) => all.map((link) => link.getAttribute('href')));
      expect(links).toContain('/export/trace.pcapng?connection=3&view=a-view');
      expect(links).toContain('/export/chart.svg?chart=1&view=a-view');
    }));

  it('shows no chart under the name of another, while that is drawn or where it cannot be fetched', () =>
    withPage('', async (page) => {
      await page.waitForSelector('.drawing svg');
      const asked: Route[] = [];
      await page.route('**/chart/1.svg', (route) => void asked.push(route));
      await page.keyboard.press('w');
      await shows(page, '.drawing', /^The chart is being drawn/);
      expect(await page.locator('.drawing svg').count()).toBe(0);
      await expect.poll(() => asked.length).toBe(1);
      await asked[0]?.fulfill({ status: 400 });
      await shows(page, '.drawing', /^The chart could not be fetched/);
      await page.unroute('**/chart/1.svg');
      await page.keyboard.press('w');
      await page.keyboard.press('w');
      await page.waitForSelector('.drawing svg[aria-label="json-header, write"]');
    }));

  it('keeps names in their place, however long they are and whichever way they are written', () =>
    withPage('', async (page) => {
      await page.waitForSelector('.drawing svg');
      const [protocol] = hello.protocols;
      const names = ['x'.repeat(300), 'a\u202eb', '<img src=x onerror=fail()>'];
      program.send({ ...hello, protocols: names.map((name, id) => ({ ...(protocol as ProtocolInfo), id, name })) });
      await shows(page, '.tabs .name', /<img src=x/);
      expect(await page.locator('.tabs .name').allTextContents()).toEqual([names[0], 'a�b', names[2]]);
      const { x, width } = (await page.locator('.tabs button').nth(1).boundingBox()) ?? { x: 0, width: 0 };
      const chart = await page.locator('.panel.chart').boundingBox();
      expect(x + width).toBeLessThan((chart?.x ?? 0) + (chart?.width ?? 0));
    }));

  it('says where the inspector was started anew and does not know it', async () => {
    const page = await browser.newPage();
    await page.goto(program.url);
    await page.waitForSelector('.rows .row');
    program.refuse(true);
    await shows(page, '[role="alert"]:visible', /Open the address that it has printed/);
    program.refuse(false);
    await page.close();
  });

  it('says when the program has gone', () =>
    withPage('', async (page) => {
      program.send({ type: 'gone', reason: 'The program has ended.' });
      await page.waitForSelector('[role="alert"]:visible');
      expect(await text(page, '[role="alert"]:visible')).toBe('The program has ended.');
    }));

  it('fits a narrow window, and has names for what is read aloud', () =>
    withPage(
      '#connection=3',
      async (page) => {
        await page.waitForSelector('.stay');
        expect(await page.locator('html').evaluate((root) => root.scrollWidth)).toBeLessThanOrEqual(420);
        for (const name of ['chart', 'connections', 'bytes', 'timeline', 'details']) {
          expect(await page.getByRole('region', { name, exact: true }).count()).toBe(1);
        }
        expect(await page.getByRole('button', { name: 'state awaiting-content: 2500 connections' }).count()).toBe(1);
        expect(await page.getByRole('grid', { name: 'connections' }).getAttribute('aria-rowcount')).toBe('10001');
      },
      420,
    ));

  it('makes no further elements, however many ticks come', () =>
    withPage('#connection=3', async (page) => {
      await page.waitForSelector('.stay');
      const before = await page.locator('*').count();
      for (let turn = 0; turn < 100; turn++) program.send({ ...tick('live'), transitions: turn });
      await shows(page, 'header', /99 transitions\/s/);
      expect(await page.locator('*').count()).toBe(before);
    }));
});
