/**
 * Takes the three pictures of the page that stand in the README and the guide, of the demo and of an XState program:
 * `npx tsc -b && node packages/inspector/scripts/pictures.mjs` (half a minute; Debian's chromium). Look at them before they are kept.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { createWebSocketInspector } from '@statelyai/inspect';
import { chromium } from 'playwright-core';
import { assign, createActor, setup } from 'xstate';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
await withProgram(['apps/demo/dist/main.js', 'inspect'], async (url) => {
  // Until the warnings are there.
  await sleep(14_000);
  await picture('inspector', url, 'light', async (page) => {
    await page.locator('.lints button, .lints .pill').filter({ hasText: 'stalled' }).first().click();
    await chooseFirst(page);
    await page.locator('.stay[data-step]').last().click();
    await page.locator('.codes [data-offset="1"]').click();
  });
  await picture('inspector-websocket', url, 'dark', async (page) => {
    await page.getByRole('searchbox').or(page.locator('.connections input')).first().fill('protocol:websocket');
    await chooseFirst(page);
    await page.getByRole('button', { name: 'received' }).click();
    await sleep(4_000);
    // The masking key of a message after the upgrade.
    await page.locator('.codes [data-offset]').nth(202).click();
  });
});
await withProgram(['packages/inspector/dist/main.js', 'inspect', 'xstate'], async (url, words) => {
  const { inspect } = createWebSocketInspector({ url: /ws:[\d./:]+/.exec(words)?.[0] });
  const orders = setInterval(() => order(inspect), 400);
  await sleep(6_000);
  await picture('inspector-xstate', url, 'light', async (page) => {
    await page.locator('.connections input').fill('state:shipping');
    await chooseFirst(page);
    await page.locator('.stay[data-step]').nth(2).click();
    await page.locator('.connections input').fill('');
    await sleep(500);
  });
  clearInterval(orders);
});
await browser.close();
process.exit();

/** A customer's order, which goes through all states in a few seconds. */
function order(inspect) {
  const machine = setup({
    guards: { hasItems: ({ context }) => context.items > 0, retryable: ({ context }) => context.tries < 3 },
    delays: { patience: 4_000 },
  }).createMachine({
    id: 'order',
    context: { items: 0, tries: 0 },
    initial: 'cart',
    states: {
      cart: {
        on: {
          add: { actions: assign({ items: ({ context }) => context.items + 1 }) },
          checkout: { guard: 'hasItems', target: 'paying' },
        },
      },
      paying: {
        initial: 'asking',
        states: {
          asking: {
            on: { declined: { target: 'waiting', actions: assign({ tries: ({ context }) => context.tries + 1 }) } },
          },
          waiting: { on: { retry: { guard: 'retryable', target: 'asking' } } },
        },
        on: { paid: 'shipping', cancel: 'cancelled' },
        after: { patience: 'cancelled' },
      },
      shipping: { on: { delivered: 'done' } },
      done: { type: 'final' },
      cancelled: { type: 'final' },
    },
  });
  const actor = createActor(machine, { inspect }).start();
  const events = [
    'add',
    'add',
    'checkout',
    'declined',
    'retry',
    Math.random() < 0.3 ? 'cancel' : 'paid',
    '',
    '',
    'delivered',
  ];
  for (const [index, type] of events.entries()) {
    if (type !== '') setTimeout(() => actor.send({ type }), 400 * (index + 1));
  }
}

async function chooseFirst(page) {
  // Those that match, and no longer the others.
  await sleep(1_000);
  // At its beginning: else the list is scrolled sideways.
  await page
    .locator('.rows .row')
    .first()
    .click({ position: { x: 20, y: 10 } });
  await page.locator('.lanes .stay').first().waitFor();
}

async function picture(name, url, colorScheme, arrange) {
  const page = await browser.newPage({ viewport: { width: 1500, height: 900 }, colorScheme });
  await page.goto(url);
  await page.locator('.rows .row').first().waitFor();
  await page.locator('.drawing svg').waitFor();
  await arrange(page);
  await sleep(500);
  await page.screenshot({ path: `${root}docs/images/${name}.png` });
  await page.close();
}

/** Runs a program that prints the address of a page, and ends it. */
async function withProgram(words, use) {
  const program = spawn(process.execPath, words, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  for await (const line of createInterface(program.stdout)) {
    said += `${line}\n`;
    if (/http:\S+/.test(line)) break;
  }
  program.stdout.resume();
  try {
    await use(/http:\S+/.exec(said)?.[0], said);
  } finally {
    program.kill('SIGINT');
    await once(program, 'exit');
  }
}

function sleep(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
