/** Pairs of WebSockets, and whatever applications, networks and time do to them. */
import type { Protocol } from '@wirechart/core';
import fc from 'fast-check';
import { type FramesOptions, frames, type WebSocketMessage } from '../../src/websocket/index.js';
import { examineConnections } from '../support/examine.js';
import { fixed } from './support/wire.js';

/** Only messages are sent here. */
const of = (side: Parameters<typeof frames>[0], options: FramesOptions) =>
  frames(side, options) as Protocol<WebSocketMessage, WebSocketMessage>;

examineConnections<WebSocketMessage>({
  name: 'websocket frames',
  client: () => of({ role: 'client', random: fixed }, { frameBytes: 7 }),
  server: () => of({ role: 'server' }, { frameBytes: 9 }),
  request: fc.oneof(fc.string({ unit: 'grapheme', maxLength: 20 }), fc.uint8Array({ maxLength: 40 })),
  replies: (message) => [message],
});
