/** Any XState v5 program that sends what @statelyai/inspect sends, over a WebSocket on this machine. */
import { serve } from '@wirechart/core';
import { webSocket } from '@wirechart/protocols/websocket';
import { tcp } from '@wirechart/transport-net';
import { Actors } from '../../bridge/actors.js';
import { parseStately } from '../../bridge/messages.js';
import { Inspection } from '../inspection.js';
import type { Attachment } from './live.js';

export interface XStateSourceOptions {
  /** Default 8080, where @statelyai/inspect sends to by itself; 0 for any free one. */
  readonly port?: number;
}

export interface XStateSource extends Attachment {
  /** To be given to `createWebSocketInspector`. */
  readonly url: string;
}

/**
 * Listens on loopback. Programs are taken at their word; pages of browsers only where they come from this machine too.
 *
 * @throws TransportError of stage `listen`.
 */
export async function listenForActors({ port = 8080 }: XStateSourceOptions = {}): Promise<XStateSource> {
  const actors = new Actors('XState');
  const inspection = new Inspection();
  let due: NodeJS.Timeout | undefined;
  const flush = () => {
    due = undefined;
    for (const message of actors.take()) inspection.receive(message);
  };
  flush();
  const server = await serve(
    webSocket.server({ upgrade: ({ origin }) => (isOwn(origin) ? undefined : { refuse: 403 }) }),
    (message, program) => {
      if (typeof message !== 'string') return undefined;
      try {
        const told = parseStately(message);
        if (told !== undefined) actors.receive(told, program);
        due ??= setTimeout(flush, TICK);
      } catch {
        // What is no message is no news.
      }
      return undefined;
    },
    tcp({ host: '127.0.0.1', port }),
    {
      onError: () => undefined,
      onEvent({ type }, program) {
        if (type !== 'closed') return;
        actors.leave(program);
        due ??= setTimeout(flush, TICK);
      },
    },
  );
  const close = async () => {
    await server.abort('the inspector is closed');
    clearTimeout(due);
  };
  const bound = server.address.kind === 'ip' ? server.address.port : port;
  return { inspection, url: `ws://127.0.0.1:${bound}`, close, [Symbol.asyncDispose]: close };
}

/** A browser says where a page comes from; any other program says nothing. */
function isOwn(origin: string | undefined): boolean {
  if (origin === undefined) return true;
  try {
    return ['localhost', '127.0.0.1', '[::1]'].includes(new URL(origin).hostname);
  } catch {
    return false;
  }
}

const TICK = 100;
