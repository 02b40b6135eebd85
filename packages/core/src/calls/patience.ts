/** The time-out `reply`: how long a client waits for the remote. */
import { Alarms, type Sleeper } from '../driver/alarms.js';
import { DeadlineError } from '../errors/errors.js';
import type { Clock } from '../transport/transport.js';
import type { Call } from './call.js';

/** Whose requests wait. */
export interface Waiting {
  /** Whether the connection is not read, since nobody takes what has come: then the remote is not what is waited for. */
  readonly held: boolean;
  readonly correlation: {
    readonly inOrder: boolean;
    due(): Iterable<Pick<Call<never, never>, 'since' | 'isAwaited' | 'fail'>>;
  };
}

export class Patience implements Sleeper {
  readonly #clock: Clock;
  readonly #alarms: Alarms;
  readonly #timeout: number;
  readonly #giveUp: (error: DeadlineError) => void;
  #waiting: Waiting | undefined;
  /** @internal */
  alarmAt = 0;
  /** @internal */
  alarmPlace = -1;

  /** @param giveUp ends the connection: what comes next could be taken for the reply that has not come */
  constructor(clock: Clock, timeout: number, giveUp: (error: DeadlineError) => void) {
    this.#clock = clock;
    this.#alarms = Alarms.of(clock);
    this.#timeout = timeout;
    this.#giveUp = giveUp;
  }

  watch(waiting: Waiting): void {
    this.#waiting = waiting;
  }

  /** A request was sent. The alarm is left as it is when replies come, and looks around when it goes off. */
  begin(now: number): void {
    if (this.alarmPlace < 0 && this.#timeout < Number.POSITIVE_INFINITY) this.#alarms.set(this, now + this.#timeout);
  }

  /** Gives one request a time of its own, from now until its last reply. */
  limit<TIn, TOut>(call: Call<TIn, TOut>, timeout: number): void {
    call.since = Number.POSITIVE_INFINITY;
    if (timeout === Number.POSITIVE_INFINITY) return;
    const timer = this.#clock.setTimer(() => this.#lose(call, timeout), timeout);
    const { onRelease } = call;
    call.onRelease = () => {
      onRelease?.();
      this.#clock.clearTimer(timer);
    };
  }

  end(): void {
    this.#alarms.cancel(this);
  }

  /** @internal */
  wake(): void {
    const { held, correlation } = this.#waiting as Waiting;
    const now = this.#alarms.now();
    const overdue: Pick<Call<never, never>, 'fail'>[] = [];
    let next = Number.POSITIVE_INFINITY;
    for (const call of correlation.due()) {
      if (!call.isAwaited && !correlation.inOrder) continue;
      // One with a time of its own is looked at again all the same: others may wait after it for their turn.
      const runs = !held && call.since < Number.POSITIVE_INFINITY;
      const at = (runs ? call.since : now) + this.#timeout;
      if (at <= now) overdue.push(call);
      else next = Math.min(next, at);
    }
    if (next < Number.POSITIVE_INFINITY) this.#alarms.set(this, next);
    for (const call of overdue) this.#lose(call, this.#timeout);
  }

  #lose(call: Pick<Call<never, never>, 'fail'>, timeout: number): void {
    const error = new DeadlineError('reply', `time-out reply: no reply within ${timeout} ms`);
    if (this.#waiting?.correlation.inOrder) this.#giveUp(error);
    else call.fail(error.forRequest('maybe'));
  }
}
