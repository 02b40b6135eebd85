/** What a request's signal ends when it fires. Each forgets the signal when there is nothing left to end: it may outlive the request. */
import type { Call } from '../../calls/call.js';
import type { Streamed } from '../../calls/stream.js';
import type { AbortSignalLike } from '../../transport/transport.js';
import { onAbort } from '../on-abort.js';

type Releasable = Pick<Call<unknown, unknown>, 'onRelease'> & { release(): unknown };

/** Lets go of the call. */
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

/** Ends the iterator, and lets go of what it would still get. */
export function giveUpIterating<TIn, TOut>(signal: AbortSignalLike, { feed, replies }: Streamed<TIn, TOut>): void {
  feed.onEnd = onAbort(signal, () => {
    feed.end(signal.reason);
    void replies.return?.();
  });
}
