/** The page on programs that run: what there is to see of each is found by clicking and typing, the network cut off. */
import { connect as dial } from 'node:net';
import { createWebSocketInspector } from '@statelyai/inspect';
import { connect } from '@wirechart/core';
import { json, jsonHeader } from '@wirechart/protocols/json-header';
import { memcached } from '@wirechart/protocols/memcached';
import { webSocket } from '@wirechart/protocols/websocket';
import { tcp } from '@wirechart/transport-net';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createActor, setup } from 'xstate';
import { servePage } from '../../src/program/http/server.js';
import { listenForActors } from '../../src/program/sources/xstate.js';
import { launchOffline, withPage } from '../kit/browser.js';
import { inspected } from '../kit/inspected.js';
import { noChromium } from '../kit/judge.js';
import { jsonRequest } from '../kit/requests.js';

const shown = { allowed: true, asked: true };

describe.skipIf(noChromium)('the page of a program that runs', { timeout: 30_000 }, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchOffline();
  });
  afterAll(() => browser?.close());

  /** Finds the one connection that a filter means, and looks at it. */
  async function choose(page: Page, filter: string): Promise<void> {
    await page.keyboard.press('/');
    await page.keyboard.type(filter);
    await page.locator('.matching', { hasText: /^1( of|$)/ }).waitFor();
    await page.click('.rows .row:nth-child(1) > :nth-child(2)');
    await page.locator('.details .why').first().waitFor();
  }

  /** From a frame to its bytes, and from a byte to its transition. */
  async function followsBytes(page: Page, event: string, length: number): Promise<void> {
    // By steps: in time they may lie on each other.
    await page.getByRole('button', { name: 'by time' }).click();
    await page.locator('.lanes .frame', { hasText: event }).first().locator('rect').click();
    await page.locator('.codes .chosen').first().waitFor();
    expect(await page.locator('.codes .chosen').count()).toBe(length);
    await page.keyboard.press('[');
    await page.locator('.letters .f0').first().click();
    await page.locator('.step dl', { hasText: event }).waitFor();
  }

  /** From a byte of the masking key of the last message to its name, on to the next field by a key, and back by a button. */
  async function findsMaskingKey(page: Page): Promise<void> {
    await page.locator('.lanes .frame', { hasText: 'message' }).first().locator('rect').click();
    await page.locator('.codes .chosen').nth(3).click();
    await page.locator('.details .field', { hasText: 'masking key, 4 B from' }).waitFor();
    expect(await page.locator('.codes .field').count()).toBe(4);
    expect(await page.locator('.letters .field').count()).toBe(4);
    await page.getByRole('group', { name: 'bytes in hex' }).focus();
    for (let place = 3; place < 6; place++) await page.keyboard.press('ArrowRight');
    await page.locator('.details .field', { hasText: 'payload data, masked, 5 B from' }).waitFor();
    expect(await page.locator('.codes .field').count()).toBe(5);
    const button = page.getByRole('list', { name: 'fields' }).getByRole('button', { name: 'masking key' });
    await button.focus();
    await page.keyboard.press('Enter');
    await page.locator('.details .field', { hasText: 'masking key, 4 B from' }).waitFor();
    expect(await button.evaluate((element) => [element.ariaPressed, element.matches(':focus')])).toEqual([
      'true',
      true,
    ]);
  }

  /** Stops, goes one step back, and comes back to now. */
  async function goesBack(page: Page): Promise<void> {
    await page.locator('.drawing svg').click({ position: { x: 1, y: 1 } });
    await page.keyboard.press(' ');
    await page.keyboard.press(',');
    await page.locator('.where', { hasText: /^−/ }).waitFor();
    await page.keyboard.press(' ');
    await page.locator('.where', { hasText: /^now$/ }).waitFor();
  }

  it('json-header: a request that stalls, its bytes and why', async () => {
    await using world = await inspected(jsonHeader(), () => json('yes'), shown);
    await using client = await connect(jsonHeader(), tcp({ host: '127.0.0.1', port: world.port }));
    await client.request(json(1));
    const buggy = dial(world.port, '127.0.0.1').on('error', () => undefined);
    await world.until(({ history }) => history.live.open === 2);
    await withPage(browser, world.page.url, async (page) => {
      await choose(page, 'read:awaiting-protoheader in:0');
      buggy.write(jsonRequest('{"a":1}').subarray(0, 40));
      await page.locator('.details .why', { hasText: /has 38, header time-out/ }).waitFor();
      await page.locator('.drawing .state.here .title', { hasText: 'awaiting-jsonheader' }).waitFor();
      await followsBytes(page, 'protoheader', 2);
      await page.click('.codes [data-offset="1"]');
      await page.locator('.details .field', { hasText: /^byte 1: header length, 2 B from 0$/ }).waitFor();
      expect(await page.locator('.codes .field').allTextContents()).toEqual(['00', '5f']);
      await goesBack(page);
    });
    buggy.destroy();
  });

  it('memcached: a command with its data, and another half', async () => {
    await using world = await inspected(memcached.server(), () => ({ type: 'stored' }) as never, shown);
    const client = dial(world.port, '127.0.0.1').on('error', () => undefined);
    await world.until(({ history }) => history.live.open === 1);
    await withPage(browser, world.page.url, async (page) => {
      await choose(page, 'protocol:memcached*');
      client.write('set k 0 0 5\r\nhello\r\n');
      await followsBytes(page, 'line', 13);
      expect(await page.locator('.letters').first().textContent()).toBe('set k 0 0 5··hel');
      await page.locator('.drawing svg').click({ position: { x: 1, y: 1 } });
      await page.keyboard.press('w');
      await page.locator('.drawing svg[aria-label$="write"]').waitFor();
      await goesBack(page);
    });
    client.destroy();
  });

  it('WebSocket: the stage after the upgrade, and a message that is masked', async () => {
    await using world = await inspected(webSocket.server(), (message) => message, shown);
    const url = `ws://127.0.0.1:${world.port}/`;
    const protocol = webSocket.client({ url, random: (bytes) => crypto.getRandomValues(bytes) });
    await using client = await connect(protocol, tcp({ host: '127.0.0.1', port: world.port }));
    await world.until(({ history }) => history.live.open === 1);
    await withPage(browser, world.page.url, async (page) => {
      await choose(page, 'protocol:websocket');
      await page.locator('.drawing svg[aria-label="websocket, read"]').waitFor();
      expect(await client.request('hello')).toBe('hello');
      // Two bytes of head, four of mask, five of text.
      await followsBytes(page, 'message', 11);
      await findsMaskingKey(page);
      await goesBack(page);
    });
  });

  it('an XState program that has never heard of us: what a step changed', async () => {
    await using source = await listenForActors({ port: 0 });
    await using server = await servePage(source.inspection);
    const { inspect } = createWebSocketInspector({ url: source.url });
    const counter = setup({ types: { context: {} as { count: number }, events: {} as { type: 'up' | 'stop' } } });
    const machine = counter.createMachine({
      id: 'counter',
      context: { count: 0 },
      initial: 'counting',
      states: {
        counting: {
          on: { up: { actions: counter.assign({ count: ({ context }) => context.count + 1 }) }, stop: 'stopped' },
        },
        stopped: { type: 'final' },
      },
    });
    const actor = createActor(machine, { inspect });
    actor.start();
    await withPage(browser, server.url, async (page) => {
      await choose(page, 'state:counting');
      actor.send({ type: 'up' });
      actor.send({ type: 'up' });
      // Both at the same moment: one by one they are seen by steps.
      await page.getByRole('button', { name: 'by time' }).click();
      await page.locator('.stay[data-step]').nth(1).waitFor();
      await page.locator('.stay[data-step]').last().click();
      await page.locator('.step table', { hasText: 'count' }).waitFor();
      await page.locator('.drawing .state.here .title', { hasText: 'counting' }).waitFor();
      const last = await page.locator('.step h3').textContent();
      await page.keyboard.press('[');
      await page.locator('.step h3', { hasNotText: last ?? '' }).waitFor();
      // It has one half, and no bytes.
      expect(await page.locator('.head button:visible').allTextContents()).toEqual([
        'id',
        'actor',
        'state',
        'in state',
        'error',
        'machine',
      ]);
      expect(await page.locator('.rows .of-halves:visible').count()).toBe(0);
      expect(await page.locator('.lanes .lane-name').allTextContents()).toEqual(['state']);
      expect(await page.locator('header .pill:visible', { hasText: 'B/s' }).count()).toBe(0);
      expect(await page.locator('.details summary:visible').allTextContents()).toEqual(['context']);
      expect(await page.locator('.step dt').allTextContents()).not.toContain('half');
      await page.locator('.bytes .hint', { hasText: 'An actor of XState has no bytes' }).waitFor();
      expect(await page.locator('.bytes .tools button:visible').count()).toBe(0);
    });
  });
});
