/** What the frames need of an extension that compresses messages. `./deflate` has the one that there is (RFC 7692). */
import type { Extension } from './upgrade/extensions.js';

/** An extension that is offered or accepted in a handshake. */
export interface Compression {
  /** What a client offers. */
  readonly offer: Extension;
  /** A server's answer to what a client offers, or undefined to do without. */
  readonly accept: (offers: readonly Extension[]) => Agreement | undefined;
  /** What a client makes of the server's answer. @throws RemoteError when it is none to what was offered. */
  readonly confirm: (answer: Extension) => AgreedCompression;
}

/** What a server agrees to. */
export interface Agreement {
  readonly answer: Extension;
  readonly compression: AgreedCompression;
}

/** Compression that both sides have agreed on. Each connection makes one of both. */
export interface AgreedCompression {
  readonly name: string;
  readonly inflater: () => Inflater;
  readonly deflater: () => Deflater;
}

/** Takes what a message inflates to, piece by piece. A piece is good only during the call. May throw to put an end to it. */
export type Sink = (piece: Uint8Array) => void;

/** Inflates one message after the other. */
export interface Inflater {
  /**
   * Takes in compressed bytes, which are not kept. Gives to `sink` everything that they inflate to before it looks at more.
   * Returns whether they can be inflated. @throws whatever `sink` throws, and RemoteError where too many inflate at a time.
   */
  inflate(bytes: Uint8Array, sink: Sink): boolean;
  /** The message is at its end. Returns, and throws, as {@link inflate}. */
  finish(sink: Sink): boolean;
  /** Bytes of memory that it has taken, roughly. Default 0. */
  readonly held?: number;
  /** No message will be finished any more. */
  drop?(): void;
}

/** Deflates one message after the other. */
export interface Deflater {
  /** Messages of fewer bytes are not worth it. */
  readonly threshold: number;
  deflate(message: Uint8Array): Uint8Array;
  /** What was deflated last will not be sent: nothing may refer back to it. */
  forget(): void;
}
