/** WebSocket (RFC 6455): the HTTP upgrade, and the frames that both sides speak from there on. */
import { checkOptions, type Protocol } from '@wirechart/core';
import type { Compression } from './compression.js';
import { type FramesOptions, frames } from './frames/frames.js';
import { isToken } from './http/head.js';
import type { FieldList } from './http/write-head.js';
import type { Sendable, WebSocketMessage } from './message.js';
import { upgradeClient } from './upgrade/client.js';
import type { Random } from './upgrade/key.js';
import type { UpgradeAnswer, UpgradeRequest } from './upgrade/request.js';
import { upgradeServer } from './upgrade/server.js';

export interface WebSocketServerOptions extends FramesOptions {
  /** Subprotocols that are spoken: of those that a client speaks, the first that is among them is chosen. Default: none. */
  readonly protocols?: readonly string[];
  /**
   * Asked about each request that is as it must be: whether to take it, and how; at once, or by a promise. Must not throw. Default:
   * every one is taken. A server that browsers reach should look at the origin (RFC 6455, 10.2).
   */
  readonly upgrade?: (request: UpgradeRequest) => UpgradeAnswer | PromiseLike<UpgradeAnswer>;
  /** What messages may be compressed with, such as `permessageDeflate()`. Default: nothing. */
  readonly compression?: Compression;
}

export interface WebSocketClientOptions extends FramesOptions {
  /**
   * What to open, such as `ws://127.0.0.1:8080/chat?room=1`. Where to connect to is said by the endpoint. One of `wss:` is opened over
   * TLS (the endpoint `tls`) and over nothing else: LocalError `not-secured`.
   */
  readonly url: string;
  /** Fills bytes with what nobody can foresee, for keys and masks: `(bytes) => crypto.getRandomValues(bytes)`. */
  readonly random: Random;
  /** Subprotocols to offer, the best first. Default: none. */
  readonly protocols?: readonly string[];
  /** Further fields of the request, such as `Origin` or `Authorization`. */
  readonly fields?: FieldList;
  /** What messages may be compressed with, such as `permessageDeflate()`. Default: nothing. */
  readonly compression?: Compression;
}

const FRAMES_OPTIONS = { frameBytes: true, replies: true, limits: true, timeouts: true } as const;

export const webSocket = { server, client };

/**
 * A WebSocket server: the handler gets each message, text as a string and bytes as a `Uint8Array`.
 *
 * @throws RangeError for a subprotocol that is no token.
 * @example
 * const server = await serve(webSocket.server(), (message) => message, tcp({ port: 8080 }));
 */
function server(options: WebSocketServerOptions = {}): Protocol<WebSocketMessage, Sendable> {
  checkOptions<WebSocketServerOptions>('webSocket.server', options, {
    ...FRAMES_OPTIONS,
    protocols: true,
    upgrade: true,
    compression: true,
  });
  const { protocols = [], upgrade: decide, compression, ...rest } = options;
  checkProtocols(protocols);
  return upgradeServer({ protocols, decide, compression }, frames({ role: 'server' }, withHeaderLimit(rest)));
}

/**
 * A WebSocket client.
 *
 * @throws TypeError for a URL that is none, or not of `ws:` or `wss:`; RangeError for a subprotocol that is no token.
 * @example
 * const client = await connect(webSocket.client({ url: 'ws://127.0.0.1:8080/', random }), tcp({ port: 8080 }));
 */
function client(options: WebSocketClientOptions): Protocol<WebSocketMessage, Sendable> {
  checkOptions<WebSocketClientOptions>('webSocket.client', options, {
    ...FRAMES_OPTIONS,
    url: true,
    random: true,
    protocols: true,
    fields: true,
    compression: true,
  });
  const { url, random, protocols = [], fields = [], compression, ...rest } = options;
  checkProtocols(protocols);
  const { protocol, host, pathname, search } = new URL(url);
  if (protocol !== 'ws:' && protocol !== 'wss:') throw new TypeError(`not the URL of a WebSocket: ${url}`);
  const target = pathname + search;
  return upgradeClient(
    { host, target, protocols, fields, compression, random, secure: protocol === 'wss:' },
    frames({ role: 'client', random }, withHeaderLimit(rest)),
  );
}

function checkProtocols(protocols: readonly string[]): void {
  const wrong = protocols.find((protocol) => !isToken(protocol));
  if (wrong !== undefined) throw new RangeError(`'${wrong}' cannot name a subprotocol`);
}

function withHeaderLimit(options: FramesOptions): FramesOptions {
  // What Node's http takes, and room for the cookies of a browser.
  return { ...options, limits: { headerBytes: 16 * 1024, ...options.limits } };
}

export type { AgreedCompression, Agreement, Compression, Deflater, Inflater, Sink } from './compression.js';
export { UpgradeRefused, webSocketCodes } from './errors.js';
export { type FramesOptions, frames } from './frames/frames.js';
export type { Fields } from './http/head.js';
export type { FieldList } from './http/write-head.js';
export {
  type Close,
  type Control,
  type ControlEvent,
  close,
  type Ping,
  type Pong,
  ping,
  pong,
  type Sendable,
  type WebSocketMessage,
} from './message.js';
export type { Extension } from './upgrade/extensions.js';
export type { Random } from './upgrade/key.js';
export type {
  UpgradeAcceptance,
  UpgradeAnswer,
  UpgradeDecision,
  UpgradeRefusal,
  UpgradeRequest,
} from './upgrade/request.js';
export { type Upgrade, upgradeOf } from './upgrade/upgrade.js';
