/** A server with an agent of its own, an inspector attached to it over a real socket, and the page's server. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Handler, type Protocol, type ServeOptions, type Server, serve } from '@wirechart/core';
import { tcp } from '@wirechart/transport-net';
import { Agent } from '../../src/agent/agent.js';
import { listenFor } from '../../src/agent/listen.js';
import { type PageServer, servePage } from '../../src/program/http/server.js';
import type { Inspection } from '../../src/program/inspection.js';
import { attach } from '../../src/program/sources/live.js';

export interface Inspected<TIn, TOut> extends AsyncDisposable {
  readonly server: Server<TIn, TOut>;
  readonly port: number;
  readonly agent: Agent;
  readonly path: string;
  readonly inspection: Inspection;
  readonly page: PageServer;
  /** What the page's server answers to somebody who has the cookie. */
  fetch(path: string): Promise<Response>;
  /** Resolves when it holds, asked after each message of the agent. */
  until(holds: (inspection: Inspection) => boolean): Promise<void>;
}

export interface InspectedOptions<TIn, TOut> extends ServeOptions<TIn, TOut> {
  /** What the program allows, and what the inspector asks for. Default: neither. */
  readonly allowed?: boolean;
  readonly asked?: boolean;
}

export async function inspected<TIn, TOut>(
  protocol: Protocol<TIn, TOut>,
  handler: Handler<TIn, TOut>,
  { allowed = false, asked = false, ...options }: InspectedOptions<TIn, TOut> = {},
): Promise<Inspected<TIn, TOut>> {
  const folder = mkdtempSync(join(tmpdir(), 'wirechart-test-'));
  const path = join(folder, 'agent.sock');
  const agent = new Agent({ payload: allowed, title: 'test', every: TICK });
  const listening = await listenFor(agent, path, allowed);
  const server = await serve(protocol, handler, tcp({ host: '127.0.0.1', port: 0 }), {
    onError: () => undefined,
    ...options,
    watcher: agent,
  });
  const attachment = await attach(path, { payload: asked });
  const { inspection } = attachment;
  const page = await servePage(inspection);
  const cookie = await cookieOf(page);
  return {
    server,
    port: server.address.kind === 'ip' ? server.address.port : 0,
    agent,
    path,
    inspection,
    page,
    fetch: (to) => fetch(new URL(to, page.url), { headers: { cookie } }),
    until: async (holds) => {
      // More may have come with the message after which it held.
      do await until(inspection, holds);
      while (!holds(inspection));
    },
    async [Symbol.asyncDispose]() {
      await page.close();
      await attachment.close();
      await server.abort();
      await listening.abort();
      rmSync(folder, { recursive: true });
    },
  };
}

/** The cookie that a browser gets for the token. */
export async function cookieOf(page: PageServer): Promise<string> {
  const response = await fetch(page.url, { redirect: 'manual' });
  return (response.headers.get('set-cookie') ?? '').split(';', 1)[0] as string;
}

function until(inspection: Inspection, holds: (inspection: Inspection) => boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    const check = () => {
      if (!holds(inspection)) return;
      stop();
      resolve();
    };
    const stop = inspection.subscribe({ changed: check, gone: (reason) => reject(new Error(reason)) });
    check();
  });
}

/** Milliseconds between what is told: no test waits for the tenth of a second that people look at. */
const TICK = 5;
