/** What a protocol is: a machine for each half, an encoder, and the limits it asks for. */
import type { AnyStateMachine } from 'xstate';
import type { ByteWriter } from './bytes/byte-writer.js';
import type { WirechartError } from './errors/errors.js';
import { writeHalf } from './half/write-half.js';
import type { Limits, Timeouts } from './limits.js';

/**
 * One side of a protocol. Where both sides speak alike, one object serves both roles.
 *
 * @typeParam TIn messages that arrive, as the read half emits them: `{ type: 'message', message: TIn }`
 * @typeParam TOut messages that are sent
 */
export interface Protocol<TIn, TOut> {
  readonly name: string;
  /**
   * Machine of the read half. Its states declare what they need in `meta.need` (see {@link bytes}, {@link until},
   * {@link stream}, {@link rest}); its input is {@link HalfInput}. It ends in a final state: one named `failed` is a
   * failure, every other is an orderly end.
   */
  readonly read: AnyStateMachine;
  /** Machine of the write half. */
  readonly write: AnyStateMachine;
  /** Writes a message. Throws for one that cannot be written; what it had written by then is forgotten. */
  readonly encode: (message: TOut, out: ByteWriter) => void;
  /** Defaults of this protocol. */
  readonly limits: Partial<Limits>;
  readonly timeouts: Partial<Timeouts>;
  /**
   * The last message to a remote that failed (an error reply), or undefined for none. Asked once, after the read half
   * has failed and before the write half finishes; not asked after a transport error.
   */
  readonly farewell: ((error: WirechartError) => TOut | undefined) | undefined;
  /** Phantom: carries the type of messages that arrive. */
  readonly __in?: TIn;
}

export interface ProtocolOptions<TOut> {
  readonly name: string;
  readonly read: AnyStateMachine;
  /** Default: {@link writeHalf}. */
  readonly write?: AnyStateMachine;
  readonly encode: (message: TOut, out: ByteWriter) => void;
  readonly limits?: Partial<Limits>;
  readonly timeouts?: Partial<Timeouts>;
  readonly farewell?: (error: WirechartError) => TOut | undefined;
}

/** Makes a protocol of its parts. */
export function defineProtocol<TIn, TOut = TIn>(options: ProtocolOptions<TOut>): Protocol<TIn, TOut> {
  return {
    name: options.name,
    read: options.read,
    write: options.write ?? writeHalf,
    encode: options.encode,
    limits: options.limits ?? {},
    timeouts: options.timeouts ?? {},
    farewell: options.farewell,
  };
}
