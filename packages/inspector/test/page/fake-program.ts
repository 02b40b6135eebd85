/** The program's side of the feed, from a fixture: what the page asks for is kept, for tests to look at. */
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Chart, FeedMessage, ViewRequest } from '../../src/feed.js';
import { chartSvg } from '../../src/layout/index.js';
import { pageFile } from '../../src/page-files.js';
import { charts, hello, lints, listed, tick, watched } from './fixture.js';

export interface FakeProgram {
  readonly url: string;
  /** All that the page has asked for so far, put together. */
  readonly asked: Omit<ViewRequest, 'view'>;
  send(message: FeedMessage): void;
  /** Cuts the streams off, and refuses those that come back; until told otherwise. */
  refuse(refuses: boolean): void;
  [Symbol.asyncDispose](): Promise<void>;
}

export async function fakeProgram(): Promise<FakeProgram> {
  let refuses = false;
  let asked: Omit<ViewRequest, 'view'> = {};
  const streams = new Set<ServerResponse>();
  const send = (message: FeedMessage) => {
    for (const stream of streams) stream.write(`data: ${JSON.stringify(message)}\n\n`);
  };
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const chart = /^\/chart\/(\d+)\.svg$/.exec(pathname)?.[1];
    const file = pageFile(pathname);
    response.setHeader('content-security-policy', "default-src 'self'; frame-ancestors 'none'");
    if (file !== undefined) response.setHeader('content-type', file.type).end(file.body);
    else if (chart !== undefined) {
      response.setHeader('content-type', 'image/svg+xml').end(await chartSvg(charts[Number(chart)] as Chart));
    } else if (refuses) response.writeHead(401).end();
    else if (pathname === '/events') {
      response.setHeader('content-type', 'text/event-stream');
      streams.add(response);
      response.write('retry: 10\n\n');
      response.on('close', () => streams.delete(response));
      for (const message of [hello, tick('live'), lints]) response.write(`data: ${JSON.stringify(message)}\n\n`);
    } else if (pathname === '/view') {
      const change = JSON.parse(await text(request)) as ViewRequest;
      asked = { ...asked, ...change };
      if (change.list?.filter.includes('bogus:') === true) {
        response.writeHead(400).end(JSON.stringify({ error: "there is no 'bogus:'", at: 0 }));
        return;
      }
      response.end('{}');
      if (asked.list) send(listed(asked.list));
      if (typeof change.connection === 'number') send(watched(change.connection));
      send(tick(asked.time ?? 'live'));
    } else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    get asked() {
      return asked;
    },
    send,
    refuse(so) {
      refuses = so;
      for (const stream of streams) stream.end();
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
