/** The events that a connection sends to the machines of its halves, besides those that the needs name. */
import type { WirechartError } from '../errors/errors.js';
import type { Security } from '../transport/transport.js';

/** What a read half hears. An event type that a machine does not handle in a state is ignored there. */
export type ReadEvent =
  /** The remote ended its direction, at a frame boundary. */
  | { readonly type: 'eof' }
  /** A codec refused the bytes, or the input ended inside a frame. */
  | { readonly type: 'malformed'; readonly error: WirechartError }
  /** The message that was handed out has been answered (a server: with `reply` last, if at all), or taken (a client). */
  | { readonly type: 'responded'; readonly reply: unknown }
  /**
   * A message was encoded, and goes out: what its encoder returned. In the order of the messages, and before anything that comes
   * in after. Only for a machine that names it.
   */
  | { readonly type: 'sent'; readonly value: unknown }
  /** Bytes have arrived since the state was entered: heard instead of a time-out that is due, so that it can start anew. */
  | { readonly type: 'progress' }
  /** Our direction has ended in order. For a half that goes on after `eof`, or wants to know that it is alone. */
  | { readonly type: 'finished' }
  /** This side wants to close as soon as nothing is under way. */
  | { readonly type: 'drain' }
  /** The handshake of TLS is over: the connection is secured from here on. */
  | { readonly type: 'secured'; readonly security: Security }
  /** The transport failed, or the connection was aborted. */
  | { readonly type: 'reset'; readonly error: WirechartError };

/** What a write half hears. */
export type WriteEvent =
  /** A message was encoded and queued. */
  | { readonly type: 'send' }
  /** The read half has something to tell ({@link EmittedTell}): what follows may have to be encoded otherwise. */
  | { readonly type: 'told'; readonly value: unknown }
  /** The transport took all that was queued and is ready for more. */
  | { readonly type: 'flushed' }
  /** The transport took the bytes but asks to wait. */
  | { readonly type: 'wait' }
  /** The transport is ready for more. */
  | { readonly type: 'drained' }
  /** The transport still asks to wait, but has got rid of some. */
  | { readonly type: 'progress' }
  /** Nothing more will be sent. */
  | { readonly type: 'finish' }
  /** The transport took the end, and the remote has nothing left to say (or is still being read). */
  | { readonly type: 'ended' }
  | { readonly type: 'reset'; readonly error: WirechartError };

/** What a read half emits for a whole message. */
export interface EmittedMessage<TMessage> {
  readonly type: 'message';
  readonly message: TMessage;
}

/**
 * What a read half emits to have something sent, without asking the application: the answer to a handshake, a pong. It is
 * dropped when this side has said its last.
 */
export interface EmittedSend<TMessage> {
  readonly type: 'send';
  readonly message: TMessage;
}

/**
 * What a read half emits to tell the write half what both must know: a limit that the remote has set, say. It comes there as the event
 * `told`, before anything that is sent afterwards.
 */
export interface EmittedTell {
  readonly type: 'tell';
  readonly value: unknown;
}

/**
 * What a read half emits to wait for something that takes its time: what came of it comes as the event `{ type: outcome, value }`, or, where it
 * is refused, as `malformed`. A state without a need reads nothing meanwhile.
 */
export interface EmittedWait {
  readonly type: 'wait';
  readonly for: PromiseLike<unknown>;
  /** Type of the event. */
  readonly outcome: string;
}

/** Every event that a read half hears, besides those that its needs name. */
export const readEventTypes = typesOf<ReadEvent>({
  eof: true,
  malformed: true,
  responded: true,
  sent: true,
  progress: true,
  finished: true,
  drain: true,
  secured: true,
  reset: true,
});

/** Every event that a write half hears. */
export const writeEventTypes = typesOf<WriteEvent>({
  send: true,
  told: true,
  flushed: true,
  wait: true,
  drained: true,
  progress: true,
  finish: true,
  ended: true,
  reset: true,
});

/** A type that is missing here, or one too many, does not compile. */
function typesOf<TEvent extends { readonly type: string }>(types: Readonly<Record<TEvent['type'], true>>) {
  return Object.keys(types) as readonly TEvent['type'][];
}
