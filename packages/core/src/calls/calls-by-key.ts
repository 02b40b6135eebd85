/** Requests whose replies come in any order and name the key of their request. */
import { localError } from '../errors/core-errors.js';
import type { Call } from './call.js';
import { answerOf, type Correlation, type Taken } from './correlation.js';
import type { Identifiers, Key, RepliesByKey } from './replies.js';

export class CallsByKey<TIn, TOut> implements Correlation<TIn, TOut> {
  /** A key stays taken until its reply has come, however late. */
  readonly inOrder = false;
  readonly #replies: RepliesByKey<TIn, TOut>;
  /** In the order of the requests, as a Map is. */
  readonly #calls = new Map<Key, Call<TIn, TOut>>();
  #next: number;

  constructor(replies: RepliesByKey<TIn, TOut>) {
    this.#replies = replies;
    this.#next = replies.identifiers?.first ?? 0;
  }

  get size(): number {
    return this.#calls.size;
  }

  /** @throws LocalError `key-in-use` */
  prepare(request: TOut): TOut {
    const ready = this.#withKey(request);
    const key = this.#replies.requestKey(ready);
    if (key !== undefined && this.#calls.has(key)) throw localError('key-in-use', String(key));
    return ready;
  }

  canBeAnswered(request: TOut): boolean {
    return this.#replies.requestKey(request) !== undefined;
  }

  add(call: Call<TIn, TOut>): void {
    const key = this.#replies.requestKey(call.request);
    // One that has a reply only if it fails: the remote may never say that it has not.
    if (key === undefined || call.expects === 'perhaps') call.release();
    else this.#calls.set(key, call);
  }

  take(message: TIn, event: { readonly type: string }, now: number): Taken {
    const key = this.#replies.replyKey(message, event);
    if (key === undefined) {
      const answer = answerOf(this.#replies, undefined, message, event);
      return answer === 'mismatch' ? answer : 'unasked';
    }
    const call = this.#calls.get(key);
    if (call === undefined) return this.#replies.unknown ?? 'mismatch';
    const answer = answerOf(this.#replies, call, message, event);
    if (answer === 'unasked' || answer === 'mismatch') return answer;
    if (answer === 'passed') return 'mismatch';
    if (call.endsWith(answer)) this.#calls.delete(key);
    else call.since = Math.max(call.since, now);
    call.hand(message, answer);
    return 'reply';
  }

  due(): Iterable<Call<TIn, TOut>> {
    return this.#calls.values();
  }

  drain(): Iterable<Call<TIn, TOut>> {
    const calls = [...this.#calls.values()];
    this.#calls.clear();
    return calls;
  }

  #withKey(request: TOut): TOut {
    const replies = this.#replies;
    const { identifiers } = replies;
    if (identifiers === undefined || replies.requestKey(request) !== undefined) return request;
    if (replies.expects?.(request) === 0) return request;
    return identifiers.assign(request, this.#free(identifiers));
  }

  /** @throws LocalError `key-in-use` when a request waits for each of them. */
  #free({ first, last }: Identifiers<TOut>): number {
    const many = last - first + 1;
    if (this.#calls.size >= many) throw localError('key-in-use', `all of ${first} to ${last}`);
    let key = this.#next;
    while (this.#calls.has(key)) key = key >= last ? first : key + 1;
    this.#next = key >= last ? first : key + 1;
    return key;
  }
}
