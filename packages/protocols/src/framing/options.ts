/** What all framings have in common. */
import type { Limits, Replies, Timeouts } from '@wirechart/core';

/** What to do with a frame that is too long: fail, or skip it, tell the application once, and go on. */
export type Oversize = 'fail' | 'discard';

export const OVERSIZE: readonly Oversize[] = ['fail', 'discard'];

/** @typeParam T a message */
export interface FramingOptions<T = Uint8Array> {
  /** Default `'fail'`: the connection fails with a RemoteError before anything of the frame is buffered. */
  readonly oversize?: Oversize;
  /** `contentBytes` is the longest message. */
  readonly limits?: Partial<Limits>;
  readonly timeouts?: Partial<Timeouts>;
  /**
   * How a client tells which message is the reply to which request: a frame says nothing about it, what is in it may. Default: every
   * message is the reply to the oldest request that waits, or else unasked. A function, since each connection has its own.
   *
   * @example
   * const idOf = (line: string) => line.split(' ', 1)[0];
   * lines({ replies: () => ({ by: 'key', requestKey: idOf, replyKey: idOf }) });
   */
  readonly replies?: () => Replies<T, T>;
}

/** A frame was too long and was skipped; an event of the connection. */
export interface OversizeEvent {
  readonly type: 'oversize';
  /** Length of the message as announced, in bytes; undefined where a framing does not announce it. */
  readonly length: number | undefined;
}
