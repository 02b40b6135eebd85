/** Requests whose replies come in their order. */
import type { Call } from './call.js';
import { answerOf, type Correlation, type Taken } from './correlation.js';
import { Fifo } from './fifo.js';
import type { RepliesInOrder } from './replies.js';

export class CallsInOrder<TIn, TOut> implements Correlation<TIn, TOut> {
  readonly inOrder = true;
  readonly #replies: RepliesInOrder<TIn, TOut> | undefined;
  readonly #calls = new Fifo<Call<TIn, TOut>>();

  constructor(replies: RepliesInOrder<TIn, TOut> | undefined) {
    this.#replies = replies;
  }

  get size(): number {
    return this.#calls.length;
  }

  prepare(request: TOut): TOut {
    return request;
  }

  canBeAnswered(): boolean {
    return true;
  }

  add(call: Call<TIn, TOut>): void {
    // The last one of a row of these takes whatever they all have, and the row may be long.
    if (call.expects === 'perhaps' && this.#calls.last?.expects === 'perhaps') call.release();
    else this.#calls.push(call);
  }

  take(message: TIn, event: { readonly type: string }, now: number): Taken {
    for (;;) {
      const call = this.#calls.first;
      const answer = answerOf(this.#replies, call, message, event, this.#calls.second);
      if (answer === 'unasked' || answer === 'mismatch') return answer;
      if (call === undefined || (answer === 'passed' && call.expects !== 'perhaps')) return 'mismatch';
      if (answer === 'passed') {
        this.#calls.shift();
        call.release();
        continue;
      }
      if (call.endsWith(answer)) this.#calls.shift();
      const next = this.#calls.first;
      if (next !== undefined) next.since = Math.max(next.since, now);
      call.hand(message, answer);
      return 'reply';
    }
  }

  *due(): Iterable<Call<TIn, TOut>> {
    for (const call of this.#calls) {
      if (call.expects === 'perhaps') continue;
      yield call;
      return;
    }
  }

  *drain(): Iterable<Call<TIn, TOut>> {
    for (let call = this.#calls.shift(); call !== undefined; call = this.#calls.shift()) yield call.value;
  }
}
