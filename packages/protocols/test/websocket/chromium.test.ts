/** Debian's Chromium against our server: a page opens WebSockets and tells what it saw. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { permessageDeflate } from '../../src/websocket/deflate/index.js';
import type { UpgradeRequest } from '../../src/websocket/index.js';
import { canRun, RUNTIMES, startEcho } from './support/serving.js';
import { startChromium } from './support/start-chromium.js';

/** What a page comes to: what its script, an async function, returns. */
async function inChromium(script: string): Promise<{ result: unknown; origin: string }> {
  const page = `<script>(async () => { ${script} })().catch((error) => ({ error: String(error) }))
    .then((result) => fetch('/result', { method: 'POST', body: JSON.stringify(result) }));</script>`;
  let tell!: (result: unknown) => void;
  const told = new Promise<unknown>((resolve) => {
    tell = resolve;
  });
  const server = createServer((request, response) => {
    if (request.method !== 'POST') {
      response.setHeader('Content-Type', 'text/html').end(page);
      return;
    }
    let body = '';
    request.setEncoding('utf8').on('data', (text) => {
      body += text;
    });
    request.on('end', () => {
      response.end();
      tell(JSON.parse(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const browser = startChromium(origin);
  onTestFinished(async () => {
    server.close();
    await browser.stop();
  });
  const result = await Promise.race([told, browser.ended]);
  return { result, origin };
}

const HELPERS = `
  const next = (socket, type) => new Promise((resolve) => socket.addEventListener(type, resolve, { once: true }));
  const open = async (url, protocols) => {
    const socket = new WebSocket(url, protocols);
    socket.binaryType = 'arraybuffer';
    await Promise.race([next(socket, 'open'), next(socket, 'close').then(({ code }) => { throw new Error('closed ' + code); })]);
    return socket;
  };
  const echo = async (socket, message) => {
    const reply = next(socket, 'message');
    socket.send(message);
    const { data } = await reply;
    return data;
  };
`;

const PATIENCE = 60_000;

describe.skipIf(!canRun('chromium'))('Chromium', () => {
  describe.each(RUNTIMES)('by the %s machines', (runtime) => {
    test('gets text and bytes back, compressed, and closes in order', { timeout: PATIENCE }, async () => {
      const seen: UpgradeRequest[] = [];
      const upgrade = (request: UpgradeRequest) => {
        seen.push(request);
        return undefined;
      };
      const { port } = await startEcho({ compression: permessageDeflate(), protocols: ['chat'], upgrade }, { runtime });
      const { result, origin } = await inChromium(`${HELPERS}
        const socket = await open('ws://127.0.0.1:${port}/chat', ['other', 'chat']);
        const texts = ['', 'Hello, wörld 🐰', 'ü'.repeat(70000)];
        const same = [];
        for (const text of texts) same.push(await echo(socket, text) === text);
        const bytes = Uint8Array.from({ length: 300000 }, (_, at) => at * at);
        const back = new Uint8Array(await echo(socket, bytes));
        same.push(back.length === bytes.length && back.every((byte, at) => byte === bytes[at]));
        const { extensions, protocol } = socket;
        socket.close(4000, 'done');
        const { code, wasClean } = await next(socket, 'close');
        return { same, extensions, protocol, code, wasClean };
      `);
      expect(result).toEqual({
        same: [true, true, true, true],
        extensions: 'permessage-deflate',
        protocol: 'chat',
        code: 4000,
        wasClean: true,
      });
      expect(seen).toMatchObject([{ target: '/chat', origin, protocols: ['other', 'chat'] }]);
    });

    test('is told why it is closed, and that it is refused', { timeout: PATIENCE }, async () => {
      const { server, port } = await startEcho({ limits: { contentBytes: 100 } }, { runtime });
      const refusing = await startEcho({ upgrade: () => ({ refuse: 403 }) }, { runtime });
      const { result } = await inChromium(`${HELPERS}
        const ends = async (socket) => {
          const { code, reason, wasClean } = await next(socket, 'close');
          return [code, reason, wasClean];
        };
        const tooLong = await open('ws://127.0.0.1:${port}/');
        tooLong.send('x'.repeat(101));
        const first = await ends(tooLong);
        const refused = await open('ws://127.0.0.1:${refusing.port}/').catch(String);
        return [first, refused];
      `);
      expect(result).toEqual([[1009, 'limit-content-bytes', true], 'Error: closed 1006']);
      await server.close();
    });
  });
});
