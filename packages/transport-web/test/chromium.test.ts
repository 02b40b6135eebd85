/** The json-header client in Debian's Chromium, over a WebSocket, against the demo's server. */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { startChromium } from '../../protocols/test/websocket/support/start-chromium.js';
import { canRun, run } from '../../transport-net/test/support/tools.js';

const root = (path: string) => fileURLToPath(new URL(`../../../${path}`, import.meta.url));

/** Where the page finds what the modules import by name. */
const MODULES: Readonly<Record<string, string>> = {
  '/core/': root('packages/core/dist/'),
  '/protocols/': root('packages/protocols/dist/'),
  '/transport-web/': root('packages/transport-web/dist/'),
  '/xstate/': root('packages/core/node_modules/xstate/dist/'),
};

const PAGE = (port: number) => `<script type="importmap">{ "imports": {
  "@wirechart/core": "/core/index.js",
  "@wirechart/protocols/json-header": "/protocols/json-header/index.js",
  "@wirechart/transport-web": "/transport-web/index.js",
  "xstate": "/xstate/xstate.esm.js"
} }</script>
<script type="module">
  const tell = (result) => fetch('/result', { method: 'POST', body: JSON.stringify(result) });
  try {
    const { connect } = await import('@wirechart/core');
    const { json, jsonHeader } = await import('@wirechart/protocols/json-header');
    const { webSocketEndpoint } = await import('@wirechart/transport-web');
    const client = await connect(jsonHeader(), webSocketEndpoint({ url: 'ws://127.0.0.1:${port}/' }));
    const replies = await Promise.all(
      ['morpheus', 'ring', '\\u{1f436}'].map((value) => client.request(json({ action: 'search', value }))),
    );
    await client.close();
    const refused = await connect(jsonHeader(), webSocketEndpoint({ url: 'ws://127.0.0.1:1/' })).catch((error) => error);
    await tell({ replies: replies.map(({ content }) => content), refused: [refused.stage, refused.code] });
  } catch (error) {
    await tell({ error: String(error?.stack ?? error) });
  }
</script>`;

test.skipIf(!canRun('chromium'))('a page asks, and is answered', { timeout: 60_000 }, async () => {
  const demo = run(process.execPath, [root('apps/demo/dist/main.js'), 'app-server', '127.0.0.1', 0, '--websocket']);
  const [, port] = await demo.until(/listening on 127\.0\.0\.1:(\d+)/);
  const result = await inPage(PAGE(Number(port)));
  expect(result).toEqual({
    replies: [
      { result: 'Follow the white rabbit. 🐰' },
      { result: 'In the caves beneath the Misty Mountains. 💍' },
      { result: '🐾 Playing ball! 🏐' },
    ],
    refused: ['connect', 'ECONNREFUSED'],
  });
});

/** What a page tells by POST to /result. */
async function inPage(page: string): Promise<unknown> {
  let tell!: (result: unknown) => void;
  const told = new Promise<unknown>((resolve) => {
    tell = resolve;
  });
  const server = createServer(async (request, response) => {
    const url = request.url ?? '/';
    if (request.method === 'POST') {
      tell(JSON.parse(await textOf(request)));
      response.end();
      return;
    }
    const [prefix, folder] = Object.entries(MODULES).find(([start]) => url.startsWith(start)) ?? [];
    if (prefix === undefined) response.setHeader('Content-Type', 'text/html; charset=utf-8').end(page);
    else {
      const path = url.slice(prefix.length).replaceAll('..', '');
      response.setHeader('Content-Type', 'text/javascript; charset=utf-8').end(readFileSync(`${folder}${path}`));
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const browser = startChromium(`http://127.0.0.1:${(server.address() as { port: number }).port}/`);
  onTestFinished(async () => {
    server.close();
    await browser.stop();
  });
  return Promise.race([told, browser.ended]);
}

async function textOf(stream: Readable): Promise<string> {
  let text = '';
  for await (const chunk of stream.setEncoding('utf8')) text += chunk;
  return text;
}
