/** Waiting for the reply to one request, for as long as it is wanted. */
import type { Call, Caller } from '../calls/call.js';
import type { AbortSignalLike } from '../transport/transport.js';
import { onAbort } from './on-abort.js';

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

type Releasable = Pick<Call<unknown, unknown>, 'onRelease'> & { release(): unknown };

/** Lets go of the call when the signal fires, and forgets the signal when the call is over. */
export function giveUpOn(signal: AbortSignalLike, call: Releasable, reject: (reason: unknown) => void): void {
  const letGo = onAbort(signal, () => {
    call.release();
    reject(signal.reason);
  });
  const { onRelease } = call;
  call.onRelease = () => {
    onRelease?.();
    letGo();
  };
}
