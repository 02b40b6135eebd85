/** A request under way: what it expects still, and who waits for that. */
import type { Answer } from './replies.js';

export class Call<TIn, TOut> {
  /** Replies so far. */
  count = 0;
  /** Told when nobody waits for it any more, however that came. */
  onRelease: (() => void) | undefined = undefined;
  /**
   * When it was sent, or had its last reply, or had its turn: the time-out `reply` counts from here. Infinity while it does
   * not count.
   */
  since: number;
  readonly #owner: CallOwner;
  #caller: Caller<TIn> | undefined;
  /** Whether the caller waits for the remote: not so while there are replies enough to take. */
  #waits = true;

  constructor(
    readonly request: TOut,
    /** Replies in all; `'perhaps'`: none as a rule, and nobody can say how many. */
    readonly expects: number | 'perhaps',
    caller: Caller<TIn>,
    /** Bytes of output before it. */
    readonly offset: number,
    since: number,
    owner: CallOwner,
  ) {
    this.since = since;
    this.#caller = caller;
    this.#owner = owner;
    owner.callWaits(1);
  }

  /** Whether somebody waits for it. Where nobody does any more, its replies are consumed all the same. */
  get isAwaited(): boolean {
    return this.#caller !== undefined;
  }

  /** Whether nothing follows this reply. */
  endsWith(answer: OwnAnswer): boolean {
    return answer !== 'reply' || (this.expects !== 'perhaps' && this.count + 1 >= this.expects);
  }

  /** Gives the caller a reply. */
  hand(message: TIn, answer: OwnAnswer): void {
    const last = this.endsWith(answer);
    this.count += 1;
    const caller = last ? this.release() : this.#caller;
    if (typeof answer !== 'object') return caller?.reply(message, last);
    // What was refused was heard.
    answer.sent ??= 'maybe';
    caller?.fail(answer);
  }

  fail(error: unknown): void {
    this.release()?.fail(error);
  }

  /** Nobody waits for it any more. Returns who did. */
  release(): Caller<TIn> | undefined {
    const caller = this.#caller;
    if (caller === undefined) return undefined;
    this.#caller = undefined;
    this.waits(false);
    this.onRelease?.();
    return caller;
  }

  /** Whether the caller waits for the remote from now on. */
  waits(does: boolean): void {
    if (does === this.#waits) return;
    this.#waits = does;
    this.#owner.callWaits(does ? 1 : -1);
  }
}

/** An answer that is one of this request's. */
export type OwnAnswer = Exclude<Answer, 'passed' | 'unasked' | 'mismatch'>;

/** Who made a request. */
export interface Caller<TIn> {
  /** A reply; `last` when none follows it. */
  reply(message: TIn, last: boolean): void;
  fail(error: unknown): void;
}

export interface CallOwner {
  /** One call more, or one less, waits for the remote. */
  callWaits(difference: 1 | -1): void;
}
