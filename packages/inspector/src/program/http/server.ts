/** The page's HTTP server. It reads, and changes nothing in the program that is inspected. */
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { formatAddress } from '@wirechart/core';
import type { ViewRequest } from '../../feed.js';
import { drawAhead } from '../../layout/index.js';
import { listening } from '../../listening.js';
import type { Inspection } from '../inspection.js';
import { FilterError } from '../list/filter-error.js';
import { View } from '../view.js';
import { EventStream } from './event-stream.js';
import { Guard } from './guard.js';
import { SAFE_HEADERS } from './headers.js';
import { type Answer, answerOf, NotFound } from './routes.js';

export interface PageServer extends AsyncDisposable {
  /** To be opened in a browser: with the token, which is good for as long as the server runs. */
  readonly url: string;
  close(): Promise<void>;
}

export interface PageServerOptions {
  /** `127.0.0.1` (default) or `::1`. */
  readonly host?: '127.0.0.1' | '::1';
  /** Default 0: any free one. */
  readonly port?: number;
}

/**
 * Serves the page of an inspection.
 *
 * @throws RangeError for a host that is no loopback address; TransportError of stage `listen`.
 */
export async function servePage(inspection: Inspection, options: PageServerOptions = {}): Promise<PageServer> {
  const { host = '127.0.0.1', port = 0 } = options;
  if (host !== '127.0.0.1' && host !== '::1')
    throw new RangeError(`the page is served on loopback only, not on ${host}`);
  const streams = new Map<string, EventStream>();
  const server = createServer();
  await listening(server, { host, port }, formatAddress({ kind: 'ip', host, port, family: host === '::1' ? 6 : 4 }));
  const guard = new Guard(host, (server.address() as AddressInfo).port);
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    handle(request, response, { inspection, guard, streams }).catch((error) => fail(response, error));
  });

  const unsubscribe = inspection.subscribe({
    changed: () => {
      for (const stream of streams.values()) if (stream.view.live) stream.update();
    },
    gone: (reason) => {
      for (const stream of streams.values()) {
        // Nothing comes later that would put it right.
        stream.view.lintAgain();
        stream.update();
        stream.send({ type: 'gone', reason });
      }
    },
  });

  let closing: Promise<void> | undefined;
  const close = () => {
    closing ??= new Promise<void>((resolve) => {
      unsubscribe();
      for (const stream of streams.values()) stream.end();
      server.close(() => resolve());
      server.closeAllConnections();
    });
    return closing;
  };
  return { url: guard.url, close, [Symbol.asyncDispose]: close };
}

interface Serving {
  readonly inspection: Inspection;
  readonly guard: Guard;
  readonly streams: Map<string, EventStream>;
}

async function handle(request: IncomingMessage, response: ServerResponse, serving: Serving): Promise<void> {
  const { guard, inspection, streams } = serving;
  const refusal = guard.refusal(request);
  if (refusal !== undefined) return answer(response, { status: 403, type: TEXT, body: `${refusal}\n` });
  const url = urlOf(request.url);
  if (url === undefined) return answer(response, { status: 400, type: TEXT, body: 'there is no such address\n' });
  if (url.pathname === '/' && request.method === 'GET' && guard.isToken(url.searchParams.get('token'))) {
    response.writeHead(303, { ...SAFE_HEADERS, location: '/', 'set-cookie': guard.setCookie });
    response.end();
    return;
  }
  if (!guard.admits(request)) {
    return answer(response, { status: 401, type: TEXT, body: 'Open the address that the inspector printed.\n' });
  }
  if (url.pathname === '/events') return openStream(request, response, serving);
  if (url.pathname === '/view') {
    if (request.method !== 'POST') return answer(response, { status: 405, type: TEXT, body: 'only POST\n' });
    return changeView(request, response, serving);
  }
  if (request.method === 'POST') return answer(response, { status: 405, type: TEXT, body: 'only GET\n' });
  const view = streams.get(url.searchParams.get('view') ?? '')?.view ?? new View('', inspection.history);
  return answer(response, await answerOf(url, view, inspection));
}

/** What is asked for; undefined for a target that can be no part of a URL, such as `//`. */
function urlOf(target = '/'): URL | undefined {
  return URL.canParse(target, 'http://localhost') ? new URL(target, 'http://localhost') : undefined;
}

function openStream(request: IncomingMessage, response: ServerResponse, { inspection, streams }: Serving): void {
  const view = new View(randomUUID(), inspection.history);
  const stream = new EventStream(response, view);
  streams.set(view.id, stream);
  request.on('close', () => {
    streams.delete(view.id);
    watchAsked(inspection, streams);
  });
  stream.update();
  // The one that the page shows is asked for next, and comes first.
  drawAhead(inspection.history.live.hello?.charts ?? []);
  if (inspection.goneBecause !== undefined) stream.send({ type: 'gone', reason: inspection.goneBecause });
}

async function changeView(request: IncomingMessage, response: ServerResponse, serving: Serving): Promise<void> {
  const { inspection, streams } = serving;
  let asked: ViewRequest;
  try {
    asked = JSON.parse(await bodyOf(request)) as ViewRequest;
  } catch (error) {
    return answer(response, json(400, { error: error instanceof Error ? error.message : String(error) }));
  }
  const stream = streams.get(asked?.view);
  if (stream === undefined) return answer(response, json(404, { error: 'there is no such view' }));
  const answered = stream.view.request(asked);
  answer(response, json(answered.error === undefined ? 200 : 400, answered));
  if (answered.error !== undefined) return;
  watchAsked(inspection, streams);
  stream.update();
}

/** The agent tells in full of what pages watch, and of nothing else. */
function watchAsked(inspection: Inspection, streams: ReadonlyMap<string, EventStream>): void {
  const ids = new Set<number>();
  for (const { view } of streams.values()) if (view.connection !== undefined) ids.add(view.connection);
  inspection.watch([...ids]);
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  request.setEncoding('utf8');
  for await (const piece of request) {
    text += piece;
    if (text.length > LONGEST_BODY) throw new RangeError('the request is too long');
  }
  return text;
}

function json(status: number, value: unknown): Answer {
  return { status, type: 'application/json', body: JSON.stringify(value) };
}

function answer(response: ServerResponse, { status = 200, type, body, filename }: Answer): void {
  response.writeHead(status, {
    ...SAFE_HEADERS,
    'content-type': type,
    // A protocol's name may have anything in it; a header may not.
    ...(filename === undefined
      ? {}
      : { 'content-disposition': `attachment; filename="${filename.replace(/[^\w.-]+/g, '_').slice(-100)}"` }),
  });
  response.end(body);
}

function fail(response: ServerResponse, error: unknown): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const senseless = error instanceof RangeError || error instanceof FilterError;
  const status = error instanceof NotFound ? 404 : senseless ? 400 : 500;
  answer(response, { status, type: TEXT, body: `${error instanceof Error ? error.message : String(error)}\n` });
}

const TEXT = 'text/plain; charset=utf-8';
/** Characters of what a page asks. */
const LONGEST_BODY = 64 * 1024;
