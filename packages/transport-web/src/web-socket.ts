/** A browser's WebSocket as a transport: bytes travel as binary messages. */
import {
  type ConnectOptions,
  checkOptions,
  DeadlineError,
  type Endpoint,
  type Listener,
  type ListenOptions,
  type OptionNames,
  type Transport,
  TransportError,
} from '@wirechart/core';
import { HeldTransport, type TransportAddresses } from './held-transport.js';
import { webClock } from './web-clock.js';

/** The part of a WebSocket that is used here: that of browsers, Deno, workers and Node from 22 on, and of the npm package `ws`. */
export interface WebSocketLike {
  readonly readyState: number;
  readonly bufferedAmount: number;
  binaryType: string;
  send(data: Uint8Array): void;
  close(code?: number, reason?: string): void;
  // biome-ignore lint/suspicious/noExplicitAny: environments differ in what they call the types of events
  addEventListener(type: 'open' | 'message' | 'close' | 'error', listener: (event: any) => void): void;
}

export interface WebSocketOptions {
  /** What to open: `wss://example.org/wire`. */
  readonly url: string;
  /** Subprotocols to offer. Default: none. */
  readonly protocols?: readonly string[];
  /** Milliseconds until it is open. Default 10,000. */
  readonly connectTimeout?: number;
  /** Default: the global one. Node has none before release 22; there the class of the npm package `ws` will do. */
  readonly WebSocket?: new (
    url: string,
    protocols?: string[],
  ) => WebSocketLike;
}

/**
 * An endpoint that calls by WebSocket. The server takes the bytes out of binary messages; how they are cut means nothing.
 *
 * A WebSocket has no half-close: `end` closes it when everything is sent, and what the remote says after that is lost. So a protocol
 * in which this side ends before it has its answer does not go over it. It cannot be slowed down either: what arrives while this side
 * has paused is held, up to 16 MiB, beyond which the connection fails (`ENOBUFS`). A reset is a close with code 4000.
 *
 * @throws RangeError for a time-out that is not positive; TypeError for an option of an unknown name
 * @example
 * const client = await connect(jsonHeader(), webSocketEndpoint({ url: 'wss://example.org/wire' }));
 */
export function webSocketEndpoint(options: WebSocketOptions): Endpoint {
  checkOptions<WebSocketOptions>('webSocketEndpoint', options, WEB_SOCKET_OPTIONS);
  const { url, protocols, connectTimeout = 10_000 } = options;
  if (!(connectTimeout > 0)) {
    throw new RangeError(`connectTimeout must be a positive number of milliseconds or Infinity, not ${connectTimeout}`);
  }
  return {
    clock: webClock,
    connect: (connecting) => open(url, protocols, connectTimeout, options.WebSocket ?? globalSocket(), connecting),
    listen: async () => {
      throw new TypeError('a WebSocket of this kind cannot listen');
    },
  };
}

/** Makes a transport of a WebSocket that is open: one that a server has accepted, say. Use it before anything has arrived. */
export function webSocketTransport(socket: WebSocketLike, addresses: TransportAddresses = {}): Transport {
  return new WebSocketTransport(socket, addresses);
}

/** The part of a WebSocketServer (of the npm package `ws`) that is used here. */
export interface WebSocketServerLike {
  on(event: 'connection', accept: (socket: WebSocketLike) => void): unknown;
  off(event: 'connection', accept: (socket: WebSocketLike) => void): unknown;
}

/** An endpoint that takes what a WebSocketServer of the npm package `ws` accepts. Closing it leaves the server open. */
export function webSocketServerEndpoint(server: WebSocketServerLike, url = 'websocket'): Endpoint {
  return {
    clock: webClock,
    connect: async () => {
      throw new TypeError('a WebSocketServer cannot connect');
    },
    async listen(accept: (transport: Transport) => void, { signal }: ListenOptions = {}): Promise<Listener> {
      if (signal?.aborted) throw signal.reason;
      const local = { kind: 'name', name: url } as const;
      const onConnection = (socket: WebSocketLike) => accept(new WebSocketTransport(socket, { local }));
      const stop = () => void server.off('connection', onConnection);
      server.on('connection', onConnection);
      signal?.addEventListener('abort', stop, { once: true });
      return {
        address: { kind: 'name', name: url },
        async close() {
          signal?.removeEventListener('abort', stop);
          stop();
        },
      };
    },
  };
}

const WEB_SOCKET_OPTIONS: OptionNames<WebSocketOptions> = {
  url: true,
  protocols: true,
  connectTimeout: true,
  WebSocket: true,
};

const OPEN = 1;
const CLOSED = 3;
/** Bytes that a browser may hold for the network before its writer is told to wait. */
const HIGH_WATER = 256 * 1024;
const MOST_HELD = 16 * 1024 * 1024;
/** Milliseconds between looks at what the browser still holds: it does not tell. */
const LOOK_EVERY = 10;
/** Of those that are the application's (RFC 6455, 7.4.2). */
const RESET_CODE = 4000;

class WebSocketTransport extends HeldTransport {
  readonly #socket: WebSocketLike;
  #isClosing = false;
  #isLooking = false;

  constructor(socket: WebSocketLike, addresses: TransportAddresses) {
    super('websocket', addresses);
    this.#socket = socket;
    socket.binaryType = 'arraybuffer';
    socket.addEventListener('message', ({ data }: { readonly data: unknown }) => this.#take(data));
    socket.addEventListener('close', (event: { readonly code: number; readonly reason: string }) => this.#over(event));
    socket.addEventListener('error', () => {});
  }

  write(chunks: readonly Uint8Array[]): boolean {
    const socket = this.#socket;
    if (this.hasLeft || this.#isClosing) return true;
    if (socket.readyState !== OPEN) {
      this.failed('write', 'EPIPE', 'the WebSocket is closed');
      return true;
    }
    for (const chunk of chunks) if (chunk.length > 0) socket.send(chunk);
    if (socket.bufferedAmount < HIGH_WATER) return true;
    this.#lookLater();
    return this.oweDrain();
  }

  get pendingBytes(): number {
    return this.#socket.bufferedAmount;
  }

  end(): void {
    if (this.#isClosing) return;
    this.#isClosing = true;
    // What was sent goes out first (RFC 6455, 7.1.2).
    this.#socket.close(1000);
  }

  close(): void {
    if (this.hasLeft) return;
    this.leave();
    this.end();
    if (this.#socket.readyState === CLOSED) this.gone();
  }

  reset(): void {
    if (this.#socket.readyState === CLOSED) return;
    this.leave();
    if (!this.#isClosing) this.#socket.close(RESET_CODE, 'reset');
    this.#isClosing = true;
    // Whether the remote answers is not waited for.
    this.gone();
  }

  #take(data: unknown): void {
    if (typeof data === 'string') {
      return this.#refuse('bytes are expected', 'EPROTO', 'a text message where bytes were expected');
    }
    this.arrived(new Uint8Array(data as ArrayBuffer));
    if (this.heldBytes <= MOST_HELD) return;
    this.#refuse('too much at once', 'ENOBUFS', `more than ${MOST_HELD} bytes have arrived that nobody takes`);
  }

  #refuse(reason: string, code: string, text: string): void {
    if (!this.#isClosing) this.#socket.close(RESET_CODE, reason);
    this.#isClosing = true;
    this.failed('read', code, text);
  }

  #over({ code, reason }: { readonly code: number; readonly reason: string }): void {
    if (code === 1000 || code === 1001 || code === 1005) {
      this.remoteEnded();
      // Both directions end together.
      this.gone();
    } else {
      const said = reason === '' ? '' : `, '${reason}'`;
      this.failed('read', 'ECONNRESET', `the WebSocket was closed with code ${code}${said}`);
    }
  }

  #lookLater(): void {
    if (this.#isLooking) return;
    this.#isLooking = true;
    webClock.setTimer(() => {
      this.#isLooking = false;
      if (this.#socket.bufferedAmount === 0) this.drained();
      else if (this.#socket.readyState !== CLOSED) this.#lookLater();
    }, LOOK_EVERY);
  }
}

function open(
  url: string,
  protocols: readonly string[] | undefined,
  timeout: number,
  Socket: NonNullable<WebSocketOptions['WebSocket']>,
  { signal }: ConnectOptions = {},
): Promise<Transport> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const socket = protocols === undefined ? new Socket(url) : new Socket(url, [...protocols]);
    let timer: unknown;
    const settle = () => {
      if (timer !== undefined) webClock.clearTimer(timer);
      signal?.removeEventListener('abort', onAbort);
    };
    const giveUp = (reason: unknown) => {
      settle();
      reject(reason);
      socket.close();
    };
    const onAbort = () => giveUp(signal?.reason);
    signal?.addEventListener('abort', onAbort, { once: true });
    if (timeout !== Number.POSITIVE_INFINITY) {
      const message = `time-out connect: no connection to ${url} within ${timeout} ms`;
      timer = webClock.setTimer(() => giveUp(new DeadlineError('connect', message)), timeout);
    }
    const name = { kind: 'name', name: url } as const;
    socket.addEventListener('error', () => {
      // A browser does not say why: it would tell a page what is behind a firewall.
      giveUp(
        new TransportError('connect', 'ECONNREFUSED', `cannot connect to ${url}: no WebSocket there (ECONNREFUSED)`),
      );
    });
    socket.addEventListener('open', () => {
      settle();
      resolve(new WebSocketTransport(socket, { remote: name }));
    });
  });
}

function globalSocket(): NonNullable<WebSocketOptions['WebSocket']> {
  const { WebSocket } = globalThis as unknown as { WebSocket?: NonNullable<WebSocketOptions['WebSocket']> };
  if (WebSocket === undefined) throw new TypeError('there is no global WebSocket: give one as the option `WebSocket`');
  return WebSocket;
}
