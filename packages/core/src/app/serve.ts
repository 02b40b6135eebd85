/** Serving: a protocol, a handler from message to reply, and somewhere to listen. */
import { type ConnectionOptions, prepare } from '../connection/prepare.js';
import { localError } from '../errors/core-errors.js';
import type { WirechartError } from '../errors/errors.js';
import type { Protocol } from '../protocol.js';
import type { AbortSignalLike, Address, Endpoint, Listener, Transport } from '../transport/transport.js';
import { Peer, type Served } from './peer.js';

/**
 * Answers one message of one connection. Messages of a connection are answered one after the other, in order.
 *
 * Returns the reply, or a promise of it; undefined for none; a generator or an async generator for several.
 * A handler that throws has its connection reset; others are not touched.
 */
export type Handler<TIn, TOut> = (message: TIn, peer: Peer<TIn, TOut>) => Reply<TOut> | PromiseLike<Reply<TOut>>;

export type Reply<TOut> = TOut | undefined | Generator<TOut, unknown, unknown> | AsyncGenerator<TOut, unknown, unknown>;

export interface ServeOptions<TIn, TOut> extends ConnectionOptions {
  /** Connections open at a time; one more is reset. Default 65,536. */
  readonly connections?: number;
  /** Closes the listener and every connection (by reset) when it fires. */
  readonly signal?: AbortSignalLike;
  /** A connection was accepted. */
  readonly onConnection?: (peer: Peer<TIn, TOut>) => void;
  /** An event of a connection that is not a message: `piece`, `end`, `failed`, `writable`, `closed` and what the protocol emits. */
  readonly onEvent?: (event: { readonly type: string }, peer: Peer<TIn, TOut>) => void;
  /**
   * A connection failed, or accepting one did (then without a peer).
   * Default: mistakes of this program are printed with `console.error`; what remotes and networks do is their business.
   */
  readonly onError?: (error: WirechartError, peer?: Peer<TIn, TOut>) => void;
}

export interface Server<TIn, TOut> extends AsyncDisposable {
  /** Where it listens, with the port that the system chose. */
  readonly address: Address;
  /** The connections that are open. */
  readonly peers: ReadonlySet<Peer<TIn, TOut>>;
  /**
   * Closes in order: takes no new connection and no new request, answers those under way. What is not over after the
   * `drain` time-out is reset. Resolves when everything is closed.
   */
  close(): Promise<void>;
  /** Closes at once: every connection is reset. Resolves when everything is closed. */
  abort(reason?: unknown): Promise<void>;
}

/**
 * Serves a protocol.
 *
 * @throws TransportError of stage `listen` (for example code `EADDRINUSE`), or the signal's reason.
 * @example
 * const server = await serve(jsonHeader(), (request) => json({ echo: request.content }), tcp({ port: 65432 }));
 */
export async function serve<TIn, TOut>(
  protocol: Protocol<TIn, TOut>,
  handler: Handler<TIn, TOut>,
  endpoint: Endpoint,
  options: ServeOptions<TIn, TOut> = {},
): Promise<Server<TIn, TOut>> {
  const prepared = prepare(protocol, 'server', options);
  const most = options.connections ?? 65_536;
  if (!(most >= 1)) throw new RangeError(`connections must be a positive integer, not ${most}`);
  const peers = new Set<Peer<TIn, TOut>>();
  const { onError = printMistakes, onEvent } = options;
  const { clock } = endpoint;
  const whenEmpty: (() => void)[] = [];

  const served: Served<TIn, TOut> = {
    prepared,
    handler,
    clock,
    onEvent,
    onError,
    onClosed(peer) {
      peers.delete(peer);
      if (peers.size === 0) for (const tell of whenEmpty.splice(0)) tell();
    },
  };

  function accept(transport: Transport): void {
    if (peers.size >= most) {
      transport.reset();
      onError(localError('limit-connections', `limit connections is ${most}`));
      return;
    }
    const peer = new Peer(served, transport);
    peers.add(peer);
    options.onConnection?.(peer);
    peer.start();
  }

  const listener: Listener = await endpoint.listen(accept, {
    ...(options.signal === undefined ? {} : { signal: options.signal }),
    onError,
  });

  const empty = () =>
    new Promise<void>((resolve) => {
      if (peers.size === 0) resolve();
      else whenEmpty.push(resolve);
    });

  let closing: Promise<void> | undefined;
  const abort = async (reason: unknown) => {
    const closed = listener.close();
    for (const peer of peers) peer.abort(reason);
    await Promise.all([closed, empty()]);
  };
  const close = async () => {
    const closed = listener.close();
    for (const peer of peers) peer.drain();
    const { drain } = prepared.input.timeouts;
    const timer = Number.isFinite(drain)
      ? clock.setTimer(() => abort(localError('aborted', 'the server closed')), drain)
      : undefined;
    await Promise.all([closed, empty()]);
    if (timer !== undefined) clock.clearTimer(timer);
  };
  options.signal?.addEventListener('abort', () => void abort(options.signal?.reason), { once: true });

  const closeOnce = () => {
    closing ??= close();
    return closing;
  };
  return { address: listener.address, peers, close: closeOnce, abort, [Symbol.asyncDispose]: closeOnce };
}

function printMistakes(error: WirechartError): void {
  if (error.blame === 'local' && error.code !== 'aborted') console.error(error);
}
