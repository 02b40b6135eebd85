/** Serving: a protocol, a handler from message to reply, and somewhere to listen. */
import { CONNECTION_OPTIONS, type ConnectionOptions, type Prepared, prepare } from '../../connection/prepare.js';
import { callAlone, thrownError } from '../../errors/caught.js';
import {
  checkEndpoint,
  checkFunctions,
  checkHandler,
  checkProtocol,
  checkSignal,
  positiveInteger,
  positiveTime,
} from '../../errors/check-arguments.js';
import { checkOptions, type OptionNames } from '../../errors/check-options.js';
import { DeadlineError, type WirechartError } from '../../errors/errors.js';
import type { Protocol } from '../../protocol.js';
import { liveSources } from '../../trace/live.js';
import type { Watchable, Watcher } from '../../trace/watcher.js';
import type { ServerChannels } from '../../transport/channels.js';
import type { AbortSignalLike, Address, Endpoint, Listener, Transport } from '../../transport/transport.js';
import { onAbort } from '../on-abort.js';
import { Admission, type AdmissionOptions } from './admission.js';
import { Metrics, type ServerMetrics } from './metrics.js';
import { type Handler, Peer, type Reply, type Served } from './peer.js';
import { Roster } from './roster.js';

export type { Handler, Reply };

export interface ServeOptions<TIn, TOut> extends ConnectionOptions, AdmissionOptions {
  /**
   * Requests of one connection that are under way at a time. Default 1: the next one is read when the last one is answered. At
   * more, the handler hears of a request while it is still at work on others; replies go out in the order of the requests, or, where
   * the protocol tells them apart by a key, as they come. At so many, nothing more is read.
   *
   * A protocol whose read half looks at the reply before it reads on (an upgrade, say) needs 1.
   */
  readonly concurrency?: number;
  /**
   * Milliseconds that a handler may take until it has answered, or, where it answers several times, until it does so again; the time in
   * which the remote takes no output does not count. Then the `signal` that the handler was given fires, and what it answers to that is
   * still sent; if it answers nothing, the connection is reset: LocalError `handler-timeout`. Default Infinity: as long as it likes.
   */
  readonly handlerTimeout?: number;
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

/** The connections of a server that are open now. */
export interface Peers<TIn, TOut> extends Iterable<Peer<TIn, TOut>> {
  readonly size: number;
  has(peer: Peer<TIn, TOut>): boolean;
}

export interface Server<TIn, TOut> extends Watchable, AsyncDisposable {
  /** Where it listens, with the port that the system chose. */
  readonly address: Address;
  /** The protocol, made ready: its tables and counters ({@link countersOf}). All connections share it. */
  readonly prepared: Prepared<TIn, TOut>;
  /** The connections that are open. To iterate is to visit those that are when it begins. */
  readonly peers: Peers<TIn, TOut>;
  /** What it has had to do, in numbers. */
  metrics(): ServerMetrics;
  /**
   * Lets somebody look at its connections, those that are open too, in place of who did before; undefined for nobody. The package
   * `@wirechart/inspector` does.
   */
  watch(watcher: Watcher | undefined): void;
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
 * @throws TypeError for an option of an unknown name; RangeError for one out of range; TransportError of stage `listen` (for example code `EADDRINUSE`), or the signal's reason.
 * @example
 * const server = await serve(jsonHeader(), (request) => json({ echo: request.content }), tcp({ port: 65432 }));
 */
export async function serve<TIn, TOut>(
  protocol: Protocol<TIn, TOut>,
  handler: Handler<TIn, TOut>,
  endpoint: Endpoint,
  options: ServeOptions<TIn, TOut> = {},
): Promise<Server<TIn, TOut>> {
  checkProtocol(protocol);
  checkHandler(handler);
  checkEndpoint(endpoint, 'listen');
  checkOptions<ServeOptions<TIn, TOut>>('serve', options, SERVE_OPTIONS);
  checkFunctions(options, ['onConnection', 'onEvent', 'onError']);
  checkSignal(options.signal);
  const prepared = prepare(protocol, 'server', options);
  const concurrency = positiveInteger('concurrency', options.concurrency ?? 1);
  const handlerTimeout = positiveTime('handlerTimeout', options.handlerTimeout ?? Number.POSITIVE_INFINITY);
  const peers = new Roster<Peer<TIn, TOut>>();
  const { onError: tellError = printMistakes, onEvent, signal } = options;
  const { clock, channels } = endpoint;
  const metrics = new Metrics();
  /** Those who wait for the last connection to close. */
  const whenEmpty: (() => void)[] = [];
  let open = true;
  /** Nothing is taken any more, not even what the system had taken before. */
  let refuses = false;

  const onError = (error: WirechartError, peer?: Peer<TIn, TOut>) => {
    metrics.failed(error);
    if (channels !== undefined) publishError(channels, error, peer);
    tellError(error, peer);
  };

  function take(transport: Transport): Peer<TIn, TOut> | undefined {
    let peer: Peer<TIn, TOut>;
    try {
      peer = new Peer(served, transport);
    } catch (cause) {
      // A function of the protocol, or one that chooses whom to look at.
      transport.reset();
      admission.left({ via: transport });
      onError(thrownError(cause));
      return undefined;
    }
    peers.add(peer);
    metrics.accepted += 1;
    if (channels?.connection.hasSubscribers) channels.connection.publish({ peer });
    peer.start(options.onConnection);
    return peer;
  }
  /** One that comes while the server closes: what it has asked already is answered, and no more. */
  function takeLate(transport: Transport): void {
    const peer = take(transport);
    clock.setTimer(() => peer?.drain(), LATE);
  }
  const admission = new Admission(options, peers, clock, metrics, take, onError);
  // Without accessors: to read from an object that has any takes the engine a look-up, and each message reads from this one.
  const served: Served<TIn, TOut> = {
    prepared,
    handler,
    clock,
    concurrency,
    handlerTimeout,
    onEvent,
    onError,
    metrics,
    grows: admission.grows,
    channels,
    onClosed(peer) {
      peers.delete(peer);
      admission.left(peer);
      if (peers.size === 0) for (const resolve of whenEmpty.splice(0)) resolve();
    },
  };

  function accept(transport: Transport): void {
    if (open) admission.accept(transport);
    // The system had accepted it before the listener was closed.
    else if (refuses) transport.reset();
    else takeLate(transport);
  }

  const isCalledBack = [options.onConnection, onEvent, options.onError].some((call) => call !== undefined);
  const listener: Listener = await endpoint.listen(accept, {
    ...(signal === undefined ? {} : { signal }),
    onError,
    tellsAtOnce: () => isCalledBack || prepared.watch.watcher !== undefined || hasListeners(channels),
  });

  const empty = () =>
    new Promise<void>((resolve) => {
      if (peers.size === 0) resolve();
      else whenEmpty.push(resolve);
    });

  /** Takes no more connections; resolves when those that are open are over. */
  const shut = async () => {
    open = false;
    for (const transport of admission.close()) accept(transport);
    await listener.close();
    refuses = true;
    await empty();
    const { watcher } = prepared.watch;
    if (watcher !== undefined) callAlone(() => watcher.over?.(server));
    forget();
    letGo?.();
  };
  const abort = async (reason: unknown) => {
    refuses = true;
    const closed = shut();
    for (const peer of peers) peer.abort(reason);
    await closed;
  };
  const close = async () => {
    const closed = shut();
    for (const peer of peers) peer.drain();
    const { drain } = prepared.input.timeouts;
    const timer = Number.isFinite(drain) ? clock.setTimer(() => abort(new DeadlineError('drain')), drain) : undefined;
    await closed;
    if (timer !== undefined) clock.clearTimer(timer);
  };
  const letGo = signal === undefined ? undefined : onAbort(signal, () => void abort(signal.reason));

  let closing: Promise<void> | undefined;
  const closeOnce = () => {
    closing ??= close();
    return closing;
  };
  const watch = (watcher: Watcher | undefined) => {
    prepared.watch.watcher = watcher;
    if (watcher !== undefined) for (const peer of peers) peer.show(watcher);
  };
  const server: Server<TIn, TOut> = {
    address: listener.address,
    prepared,
    peers,
    metrics: () => metrics.read(glances(peers), admission.waiting),
    get watcher() {
      return prepared.watch.watcher;
    },
    watch,
    close: closeOnce,
    abort,
    [Symbol.asyncDispose]: closeOnce,
  };
  const { watcher } = options;
  if (watcher !== undefined) callAlone(() => watcher.begun?.(server));
  const forget = liveSources().add(server);
  return server;
}

/** Milliseconds that one of those has for its request to come. */
const LATE = 50;

function* glances<TIn, TOut>(peers: Iterable<Peer<TIn, TOut>>) {
  for (const peer of peers) yield peer.glance();
}

/** Whether anybody hears of connections on which nothing has come. */
function hasListeners(channels: ServerChannels | undefined): boolean {
  if (channels === undefined) return false;
  const { connection, close, error, timeout } = channels;
  return connection.hasSubscribers || close.hasSubscribers || error.hasSubscribers || timeout.hasSubscribers;
}

function publishError(channels: ServerChannels, error: WirechartError, peer: unknown): void {
  if (channels.error.hasSubscribers) channels.error.publish({ peer, error });
  if (!channels.timeout.hasSubscribers || !(error instanceof DeadlineError)) return;
  channels.timeout.publish({ peer, timeout: error.timeout, error });
}

function printMistakes(error: WirechartError): void {
  if (error.blame === 'local' && error.code !== 'aborted') console.error(error);
}

const SERVE_OPTIONS: OptionNames<ServeOptions<unknown, unknown>> = {
  ...CONNECTION_OPTIONS,
  connections: true,
  whenFull: true,
  connectionsPerRemote: true,
  acceptsPerSecond: true,
  bufferedTotal: true,
  concurrency: true,
  handlerTimeout: true,
  signal: true,
  onConnection: true,
  onEvent: true,
  onError: true,
};
