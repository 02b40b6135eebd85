/** A remote that is too slow: it may send every byte just in time, and is gone in bounded time all the same. */
import type { CaseList } from '../../harness/cases.js';
import { demand } from '../../harness/violation.js';
import type { Conversation } from '../contract.js';
import { type Examination, RUNTIMES } from '../examination.js';

export function slowLaws<TIn, TOut>(
  examination: Examination<TIn, TOut>,
  { mayEnd }: Conversation<TIn, TOut>,
  { it }: CaseList,
): void {
  // A stream has no frames that could be late.
  if (mayEnd === 'anywhere') return;

  it('a byte every 29 s: ended by a time-out before a frame of several bytes is whole', () => {
    const slow = examination.with({ rates: { receive: 1, grace: GRACE } });
    for (const runtime of RUNTIMES) {
      const { input } = slow.examined;
      for (const from of [0, input.length >> 1]) {
        const session = slow.open({ runtime });
        session.feed([input.subarray(0, from)]);
        if (session.closed) continue;
        const took = session.trickle(input.subarray(from), EVERY);
        const { failure } = session;
        demand(
          failure?.blame === 'timeout' || took <= LONGEST,
          `after ${from} bytes at once and the rest byte by byte: ${took} ms later it was not over (${String(failure)})`,
        );
      }
    }
  });
}

/** Milliseconds between two bytes: just less than the time-out `content`, and than that of most servers elsewhere. */
const EVERY = 29_000;
const GRACE = 10_000;
/** A few short frames may each be whole in time. */
const LONGEST = 4 * EVERY;
