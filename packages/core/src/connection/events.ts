/** What {@link Connection.nextEvent} returns. */
import type { WirechartError } from '../errors/errors.js';
import type { EmittedMessage, EmittedWait } from '../half/events.js';
import type { PieceEvent } from '../needs/stream.js';
import type { Security } from '../transport/transport.js';

/** The state waits for bytes that have not arrived. */
export const NEED_DATA = 'need-data';
/** The read half does not read now: the last message has to be answered, or the output has to drain. */
export const PAUSED = 'paused';
/** The connection is over; there will be no more events. */
export const CLOSED = 'closed';

/** A need has done much, and can go on when others have had their turn. Nobody outside hears of it. */
export const WORKING = 'working';

export type Signal = typeof NEED_DATA | typeof PAUSED | typeof CLOSED;

/** An event of a connection. A protocol's machines may emit further types. */
export type ConnectionEvent<TIn> =
  | EmittedMessage<TIn>
  | PieceEvent
  | EmittedWait
  /** The remote ended in order: there will be no more messages. Told once. */
  | { readonly type: 'end' }
  /** The connection goes on with another protocol, to which `leftover` bytes that have arrived already belong. */
  | { readonly type: 'switched'; readonly from: string; readonly to: string; readonly leftover: number }
  /** The handshake of TLS is over: the connection is secured from here on. */
  | { readonly type: 'secured'; readonly security: Security }
  /** A half failed. Told once, when it happens; what was queued may still be sent. */
  | { readonly type: 'failed'; readonly error: WirechartError }
  /** `send` returned false before; now there is room, or nothing can be sent any more. */
  | { readonly type: 'writable' }
  /** Both halves are over; always the last event. `error` is the first failure, if there was one. */
  | { readonly type: 'closed'; readonly error: WirechartError | undefined };

/** The output is at its end: half-close the transport. */
export const END = 'end';
/** Close the transport without delivering what is under way. */
export const RESET = 'reset';
