/** Waiting for the reply to one request. */
import type { Caller } from '../../calls/call.js';

/** Who waits for one reply, or for the last of several. */
export class ForOne<TIn> implements Caller<TIn> {
  constructor(
    readonly resolve: (reply: TIn) => void,
    readonly fail: (error: unknown) => void,
  ) {}

  reply(message: TIn, last: boolean): void {
    if (last) this.resolve(message);
  }
}
