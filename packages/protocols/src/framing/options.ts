/** What all framings have in common. */
import type { Limits, Timeouts } from '@wirechart/core';

/** What to do with a frame that is too long: fail, or skip it, tell the application once, and go on. */
export type Oversize = 'fail' | 'discard';

export interface FramingOptions {
  /** Default `'fail'`: the connection fails with a RemoteError before anything of the frame is buffered. */
  readonly oversize?: Oversize;
  /** `contentBytes` is the longest message. */
  readonly limits?: Partial<Limits>;
  readonly timeouts?: Partial<Timeouts>;
}

/** A frame was too long and was skipped; an event of the connection. */
export interface OversizeEvent {
  readonly type: 'oversize';
  /** Length of the message as announced, in bytes; undefined where a framing does not announce it. */
  readonly length: number | undefined;
}
