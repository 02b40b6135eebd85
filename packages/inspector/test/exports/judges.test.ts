/** What is taken away opens elsewhere: in Wireshark, in speedscope, in Mermaid, and in the inspector itself. */
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { json, jsonHeader } from '@wirechart/protocols/json-header';
import { memcached } from '@wirechart/protocols/memcached';
import { webSocket } from '@wirechart/protocols/websocket';
import { tcp } from '@wirechart/transport-net';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Chart } from '../../src/feed.js';
import { inspectionOfDump } from '../../src/program/sources/dump.js';
import { type Inspected, inspected } from '../kit/inspected.js';
import { CHROMIUM, noChromium, noTshark, tshark } from '../kit/judge.js';
import { jsonRequest } from '../kit/requests.js';

const require = createRequire(import.meta.url);

/** A server whose first connection has asked a few things, with all that passed. */
async function afterRequests(
  count: number,
  payload = true,
): Promise<Inspected<never, never> & { sent: Buffer; received: Buffer }> {
  const world = await inspected(jsonHeader(), (request) => json({ echo: request.content }), {
    allowed: payload,
    asked: payload,
  });
  const sent: Buffer[] = [];
  const received: Buffer[] = [];
  const socket = connect({ host: '127.0.0.1', port: world.port });
  socket.on('data', (chunk) => received.push(chunk));
  await once(socket, 'connect');
  await world.until(({ history }) => history.live.entries.size === 1);
  world.inspection.watch([1]);
  await world.until(({ history }) => history.live.logs.has(1));
  for (let i = 0; i < count; i++) {
    const request = jsonRequest(JSON.stringify({ number: i, filler: 'x'.repeat(i * 997) }));
    sent.push(request);
    socket.write(request);
    await once(socket, 'data');
  }
  socket.end();
  await once(socket, 'close');
  await world.until(({ history }) => history.live.open === 0);
  return Object.assign(world as unknown as Inspected<never, never>, {
    sent: Buffer.concat(sent),
    received: Buffer.concat(received),
  });
}

async function fileOf(world: Inspected<never, never>, path: string): Promise<string> {
  const response = await world.fetch(path);
  expect(response.status).toBe(200);
  const file = join(tmpdir(), `wirechart-${process.pid}-${path.replaceAll(/\W/g, '_')}`);
  writeFileSync(file, Buffer.from(await response.arrayBuffer()));
  return file;
}

describe.skipIf(noTshark)('Wireshark', () => {
  it('reads the capture without a complaint, and its streams are the very bytes', async () => {
    await using world = await afterRequests(30);
    const file = await fileOf(world, '/export/trace.pcapng?connection=1');
    const complaints = tshark(
      file,
      '-o',
      'tcp.check_checksum:TRUE',
      '-o',
      'ip.check_checksum:TRUE',
      '-Y',
      '_ws.expert.severity >= 6291456 || tcp.analysis.lost_segment || _ws.malformed',
    );
    expect(complaints).toBe('');
    const raw = tshark(file, '-q', '-z', 'follow,tcp,raw,0');
    const lines = raw.split('\n').filter((line) => /^\t?[0-9a-f]+$/.test(line));
    const bytes = (back: boolean) =>
      Buffer.from(
        lines
          .filter((line) => line.startsWith('\t') === back)
          .map((line) => line.trim())
          .join(''),
        'hex',
      );
    expect(bytes(false).equals(world.sent)).toBe(true);
    expect(bytes(true).equals(world.received)).toBe(true);
    expect(world.sent.length).toBeGreaterThan(400_000);
  });

  it('shows lengths where there is no payload', async () => {
    await using world = await afterRequests(3, false);
    const file = await fileOf(world, '/export/trace.pcapng?connection=1');
    const lengths = tshark(file, '-T', 'fields', '-e', 'tcp.len', '-Y', 'tcp.len > 0').trim().split('\n').map(Number);
    expect(lengths.reduce((sum, length) => sum + length, 0)).toBe(world.sent.length + world.received.length);
  });
});

describe.skipIf(noChromium)('in a browser, the network cut', () => {
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    browser = await chromium.launch({
      executablePath: CHROMIUM,
      args: ['--no-sandbox', '--disable-gpu', '--allow-file-access-from-files'],
    });
    page = await browser.newPage();
  });
  afterAll(() => browser?.close());

  it('speedscope shows the trace', async () => {
    await using world = await afterRequests(5);
    const trace = readFileSync(await fileOf(world, '/export/trace.json?connection=1'));
    const entry = join(require.resolve('speedscope/package.json'), '../dist/release/index.html');
    const shown = await browser.newPage();
    const faults: string[] = [];
    shown.on('pageerror', (error) => faults.push(String(error)));
    shown.on('dialog', (dialog) => {
      faults.push(dialog.message());
      void dialog.dismiss();
    });
    await shown.goto(`${pathToFileURL(entry)}#localProfilePath=none`);
    await shown.waitForFunction('window.speedscope !== undefined');
    await shown.evaluate(
      `window.speedscope.loadFileFromBase64('trace.json', ${JSON.stringify(trace.toString('base64'))})`,
    );
    await shown.waitForFunction("document.title.includes('read') || document.body.innerText.includes('read')");
    expect(faults).toEqual([]);
    expect(await shown.locator('body').innerText()).toContain('#1 read');
  });

  it.each([
    ['json-header', jsonHeader()],
    ['memcached', memcached.server()],
    ['websocket', webSocket.server()],
  ])('Mermaid draws the charts of %s with their numbers', async (_name, protocol) => {
    await using world = await inspected(protocol as never, () => undefined as never);
    await world.until(({ history }) => history.live.hello !== undefined);
    const client = await tcp({ host: '127.0.0.1', port: world.port }).connect();
    await world.until(({ history }) => history.live.open === 1);
    await page.goto('about:blank');
    await page.addScriptTag({ path: require.resolve('mermaid/dist/mermaid.min.js') });
    for (const { id } of world.inspection.history.live.hello?.charts ?? []) {
      const text = await (await world.fetch(`/export/chart.mmd?chart=${id}`)).text();
      const svg = (await page.evaluate(
        `mermaid.render('drawn${id}', ${JSON.stringify(text)}).then(({ svg }) => svg)`,
      )) as string;
      expect(svg).toContain('<svg');
      expect(svg).not.toContain('Syntax error');
      const { states } = world.inspection.history.live.chart(id) as Chart;
      for (const { path } of states.slice(1)) expect(svg).toContain(path.split('.').at(-1));
    }
    expect(await (await world.fetch('/export/chart.mmd?chart=0')).text()).toContain('1 now');
    client.reset();
  });
});

it('a dump opens again as it was, and at every moment', async () => {
  await using world = await afterRequests(8);
  const dump = readFileSync(await fileOf(world, '/export/dump'));
  const { history } = inspectionOfDump(dump);
  const then = world.inspection.history;
  expect(history.live.logs.get(1)?.records).toEqual(then.live.logs.get(1)?.records);
  expect(history.live.logs.get(1)?.chunks).toEqual(then.live.logs.get(1)?.chunks);
  expect([...history.live.counts]).toEqual([...then.live.counts]);
  expect(history.latest).toBe(then.latest);
  for (const time of [history.earliest, (history.earliest + history.latest) / 2, history.latest]) {
    expect([...history.at(time).entries]).toEqual([...then.at(time).entries]);
  }
});
