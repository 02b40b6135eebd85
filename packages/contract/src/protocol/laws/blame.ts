/** Blame: whatever the remote sends, it cannot cause anything but a remote error, and it disturbs nobody else. */
import type { RuntimeName } from '@wirechart/core';
import fc from 'fast-check';
import { concat } from '../../harness/bytes.js';
import type { CaseList } from '../../harness/cases.js';
import { demand } from '../../harness/violation.js';
import { byteByByte, chunksOf } from '../chunkings.js';
import { type Examination, RUNTIMES } from '../examination.js';
import type { RandomOptions } from '../options.js';
import { demandSameOutcome } from '../outcome.js';
import { randomCuts } from './chunking.js';

export function blameLaws<TIn, TOut>(
  examination: Examination<TIn, TOut>,
  random: RandomOptions,
  { it }: CaseList,
): void {
  const { input } = examination.examined;
  // Replies to messages that nobody foresaw are the author's affair; here the remote is examined.
  const silent = examination.with({ replies: () => [] });

  it('changed bytes cause a remote error or none, however they are cut', () => {
    fc.assert(
      fc.property(changed(input), randomCuts(input.length), (bytes, cuts) => {
        demandRemote(silent, bytes);
        silent.demandInvariant([byteByByte(bytes.length), cuts.filter((cut) => cut <= bytes.length)], { input: bytes });
      }),
      random,
    );
  });

  it('random bytes cause a remote error or none, however they are cut', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), fc.integer({ min: 0, max: input.length }), (bytes, from) => {
        const after = concat([input.subarray(0, from), bytes]);
        demandRemote(silent, after);
        silent.demandInvariant([byteByByte(after.length)], { input: after });
      }),
      random,
    );
  });
}

/** Runs `bad` on one connection while `good` is under way on another, and demands that it does not notice. */
export function demandUndisturbed<TIn, TOut>(
  good: Examination<TIn, TOut>,
  bad: Examination<TIn, TOut>,
  runtime: RuntimeName,
): void {
  const expected = good.run({ runtime });
  const { input } = good.examined;
  for (const at of [0, 1, input.length >> 1, input.length - 1]) {
    const session = good.open({ runtime });
    session.feed([input.subarray(0, at)]);
    bad.session({ runtime });
    bad.session({ runtime, cuts: byteByByte(bad.examined.input.length) });
    session.feed(chunksOf(input.subarray(at), []));
    session.end('eof');
    demandSameOutcome(`with another connection failing after byte ${at}`, session.outcome(), expected);
  }
}

function demandRemote<TIn, TOut>(examination: Examination<TIn, TOut>, input: Uint8Array): void {
  for (const runtime of RUNTIMES) {
    const session = examination.session({ input, runtime });
    demand(session.closed, 'the connection does not end');
    const { failure } = session;
    demand(
      failure === undefined || failure.blame === 'remote',
      () => `remote bytes caused a ${failure?.blame} error: ${failure?.code}: ${failure?.message}`,
    );
  }
}

/** The input with some of its bytes replaced, left out, doubled or put in. */
function changed(input: Uint8Array): fc.Arbitrary<Uint8Array> {
  const change = fc.record({
    at: fc.nat({ max: Math.max(0, input.length - 1) }),
    remove: fc.integer({ min: 0, max: 3 }),
    insert: fc.uint8Array({ maxLength: 3 }),
  });
  return fc.array(change, { minLength: 1, maxLength: 4 }).map((changes) => {
    let bytes = input;
    for (const { at, remove, insert } of changes) {
      bytes = concat([bytes.subarray(0, at), insert, bytes.subarray(at + remove)]);
    }
    return bytes;
  });
}
