/** What a protocol is: a machine for each half, an encoder, and the limits it asks for. */
import type { AnyActorScope, AnyStateMachine } from 'xstate';
import type { Replies } from './calls/replies.js';
import type { Untaken } from './calls/untaken.js';
import type { WirechartError } from './errors/errors.js';
import type { FrameFields } from './frame-fields.js';
import type { EmittedMessage, EmittedSend } from './half/events.js';
import type { ByteWindow } from './input/window.js';
import type { HalfInput, Limits, Timeouts } from './limits.js';
import type { ByteWriter } from './output/writer.js';
import type { Addresses } from './transport/transport.js';

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
   * {@link stream}, {@link streamRemainder}); its input is {@link HalfInput}. It ends in a final state: one named `failed` is a
   * failure, every other is an orderly end. What the failure was is said by the event that led there, or by an output of the
   * machine that is a {@link WirechartError}.
   */
  readonly read: AnyStateMachine;
  /** Machine of the write half. */
  readonly write: AnyStateMachine;
  /**
   * Writes a message; `context` is that of the write half's machine. Throws for a message that cannot be written; what
   * it had written by then is forgotten. A read half that handles the event `sent` is told what it returns.
   */
  readonly encode: (message: TOut, out: ByteWriter, context: never) => unknown;
  /** Defaults of this protocol. */
  readonly limits: Partial<Limits>;
  readonly timeouts: Partial<Timeouts>;
  /** The message that a side in this role sends first, before it has received anything. */
  readonly opening: (() => TOut) | undefined;
  /** Protocols to go on with, by the final state in which the read half ended; see {@link ProtocolOptions.next}. */
  readonly next: Readonly<Record<string, AnyProtocol>>;
  readonly leftovers: 'keep' | 'refuse';
  readonly secures: 'keep' | 'refuse' | undefined;
  /** Where the connection runs according to the output of the read half; see {@link ProtocolOptions.addresses}. */
  readonly addresses: ((output: never) => Addresses | undefined) | undefined;
  /**
   * The last message to a remote that failed (an error reply), or undefined for none. Asked once, after the read half
   * has failed and before the write half finishes; not asked after a transport error.
   */
  readonly farewell: ((error: WirechartError) => TOut | undefined) | undefined;
  readonly goodbye: Goodbye<TOut> | undefined;
  readonly needsSecurity: boolean;
  // biome-ignore lint/suspicious/noExplicitAny: TOut, but a protocol stays as assignable as its messages are
  readonly heartbeat: (() => any) | undefined;
  /** Made anew for each connection of a client; see {@link ProtocolOptions.replies}. */
  // biome-ignore lint/suspicious/noExplicitAny: TIn and TOut, likewise
  readonly replies: (() => Replies<any, any>) | undefined;
  readonly untaken?: Untaken | undefined;
  readonly aside?: Aside | undefined;
  readonly fields?: FrameFields | undefined;
  /** Phantom: carries the type of messages that arrive. */
  readonly __in?: TIn;
}

/**
 * A machine that emits messages of these types, if any. What else it emits has no property `message`, or could not be told
 * from a message of another type.
 */
export type ReadMachine<TIn, TOut> = AnyStateMachine & {
  // Where XState's types have it: what the scope of an actor can emit. A property, since methods take what is wider too.
  readonly transition: (snapshot: never, event: never, scope: EmitScope<TIn, TOut>) => unknown;
};

type EmitScope<TIn, TOut> = Omit<AnyActorScope, 'emit'> & {
  readonly emit: (
    event: EmittedMessage<TIn> | EmittedSend<TOut> | { readonly type: string; readonly message?: never },
  ) => void;
};

/** Any protocol, whatever its messages. */
// biome-ignore lint/suspicious/noExplicitAny: messages stand in both directions; no type but any admits every protocol
export type AnyProtocol = Protocol<any, any>;

export interface ProtocolOptions<TOut, TContext = HalfInput, TIn = never> {
  readonly name: string;
  readonly read: ReadMachine<TIn, TOut>;
  /** Default: {@link writeHalf}. */
  readonly write?: AnyStateMachine;
  /** See {@link Protocol.encode}. */
  readonly encode: (message: TOut, out: ByteWriter, context: TContext) => unknown;
  readonly opening?: () => TOut;
  /**
   * Switches protocols in the middle of a connection. A key is a final state of the read half; when it ends there, the
   * connection goes on with that protocol. Its machines get the first one's output as `input.previous`, and the bytes that
   * have already arrived.
   */
  readonly next?: Readonly<Record<string, AnyProtocol>>;
  /**
   * What to do with bytes that have arrived when the protocol is switched. Default `'keep'`: they belong to the next one.
   * `'refuse'` makes them the RemoteError `leftovers`: right where they cannot be honest.
   */
  readonly leftovers?: 'keep' | 'refuse';
  /**
   * Switches the transport to TLS when this protocol begins, once everything before is written (`overTls` of
   * `@wirechart/protocols/tls` makes such protocols). The read half hears `secured` when the handshake is over. Bytes that
   * have arrived before it: `'refuse'` makes them `malformed` with the RemoteError `leftovers`, since nobody has vouched for
   * them (CVE-2011-0411); `'keep'` gives them to the handshake. Default: the transport stays as it is.
   */
  readonly secures?: 'keep' | 'refuse';
  /**
   * For a prefix that says where the connection really comes from: finds that in the output of the read half, when the
   * protocol is switched. From then on it is what the application and the machines are told. Undefined for no news.
   */
  readonly addresses?: (output: never) => Addresses | undefined;
  readonly limits?: Partial<Limits>;
  readonly timeouts?: Partial<Timeouts>;
  readonly farewell?: (error: WirechartError) => TOut | undefined;
  /** Default: none, the end of a direction is that of the transport. */
  readonly goodbye?: Goodbye<TOut>;
  /**
   * Whether a client speaks this only over a transport that is secured (TLS): over any other it sends nothing, and fails with the
   * LocalError `not-secured`. Default false.
   */
  readonly needsSecurity?: boolean;
  /**
   * A message that the remote answers by itself, whatever it is at, and that changes nothing: it is sent when nothing has come
   * for the time-out `heartbeat`. Default: none, and a remote that is gone is noticed by the other time-outs, if by any.
   */
  readonly heartbeat?: () => TOut;
  /**
   * How a client of this protocol tells which reply belongs to which request. Default: in order, one reply to each `request`,
   * and everything else unasked.
   */
  readonly replies?: () => Replies<TIn, TOut>;
  /**
   * What a client does with messages that its application is slow to take. `'fail'`, replies to streams included, where the read
   * half answers the remote by itself (a ping, say): the answer must not wait for the application. `'pause'` where nothing can be
   * lost by making the remote wait. Default: `'fail'` for what nobody asked for, `'pause'` for replies to streams.
   */
  readonly untaken?: Untaken;
  /**
   * Frames that are read and answered while the application is at work on a message before them, as soon as is practical: a ping of
   * WebSocket, say (RFC 6455, 5.5.2). Default: none, and what comes after a message waits until that is answered.
   */
  readonly aside?: Aside;
  /**
   * Names the parts of a frame, for who looks at its bytes in an inspector: one after the other from its first byte; what is not named is
   * shown as the rest. Called for connections that are watched with their bytes, and for no others. What it throws is told once,
   * and ends nothing. Default: a frame is named by its event alone.
   *
   * @example
   * // Frames of one byte of length, and as many of text: `header` and `text` are the events of the read half.
   * const fields: FrameFields = ({ half, event, bytes, length }) => {
   *   if (half === 'read') return [{ name: event === 'header' ? 'length' : 'text', length }];
   *   return [{ name: 'length', length: 1 }, { name: 'text', length: bytes[0] ?? 0 }];
   * };
   */
  readonly fields?: FrameFields;
}

/**
 * Tells frames that the read half answers by itself, and whose place among the messages means nothing. Nothing else is looked at out of
 * its turn: messages keep their order, and a remote that sends them is made to wait.
 *
 * @example
 * // Frames of one byte that says which, and one of length: those of kind 9 are pings.
 * const aside: Aside = { head: 2, length: (head) => (head.uint8(0) === 9 ? 2 + head.uint8(1) : 0) };
 */
export interface Aside {
  /** Bytes that `length` looks at. An integer from 1. */
  readonly head: number;
  /**
   * Given at least `head` bytes, where a frame begins: how many bytes that has in all, or 0 where it is none of these, or may turn
   * out not to be as it must be. It is read when so many have arrived. May be asked again for the same bytes.
   */
  readonly length: (head: ByteWindow) => number;
}

/**
 * For a protocol whose sides say that they close before they do. With one, the transport's direction ends when the read
 * half is over too: when the remote has said so as well, or has failed.
 */
export interface Goodbye<TOut> {
  /** What a side says that ends its direction in order and has not said it yet. */
  readonly message: () => TOut;
  /** Whether a message says so: it is the last that is sent. */
  readonly is: (message: TOut) => boolean;
}
