/** What becomes of messages that arrive faster than a client's application takes them. */

/**
 * - `'fail'`: the connection is read on, so that its requests have their replies and the remote's pings their answers, and the
 *   messages wait. One that comes when `waitingMessages` of them wait, or `waitingBytes`, ends it by the name of that limit.
 * - `'pause'`: from 64 messages or 4 MiB on nothing more is read until some are taken, and the remote is made to wait
 *   (back-pressure). What it says after them, pings too, is heard later. While a request waits for its reply it is read on
 *   all the same, as with `'fail'`.
 */
export type Untaken = 'fail' | 'pause';

export const UNTAKEN: readonly Untaken[] = ['fail', 'pause'];
