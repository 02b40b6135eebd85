/**
 * A world with its own time: things happen one after the other, in an order that depends on nothing but the seed and what
 * the program does. Between two steps the promises of the program settle, so code that awaits makes progress.
 *
 * Time stands still except when a step moves it to where the next thing happens. Every run has a bound on its steps.
 */
import { type Clock, checkOptions, type OptionNames } from '@wirechart/core';
import { checkWord } from '../check-word.js';
import { Random } from '../random.js';
import { Agenda, type Task, type TaskKind } from './agenda.js';
import { StandstillError, StepLimitError } from './errors.js';
import { settleMicrotasks } from './settle.js';

/**
 * How far a simulation runs by itself:
 * - `'traffic'`: while bytes are under way. Timers fire when traffic takes the clock past them; a connection that only
 *   idles is left in peace, however long the program takes.
 * - `'everything'`: until no timer is left either, jumping from deadline to deadline. A program that waits for something
 *   outside of the simulation sees its connections time out meanwhile.
 * - `'stepped'`: not at all, only as far as it is told to.
 */
export type RunMode = 'traffic' | 'everything' | 'stepped';

export interface SimulationOptions {
  /** Everything random comes from it. A whole number. Default 1. */
  readonly seed?: number;
  /** Default `'traffic'`. */
  readonly run?: RunMode;
  /** Bound of a run, and of the steps it takes by itself without coming to rest. Default 1,000,000. */
  readonly maxSteps?: number;
  /**
   * Lets the program react between two steps. Default: some turns of the microtask queue. A program that also waits for
   * real I/O can pass a real pause, such as `() => new Promise(setImmediate)`, and gives up exact repetition for it.
   */
  readonly settle?: () => Promise<void>;
  /** Told what goes wrong while it runs by itself: a StepLimitError (it then stops for good), or what a callback threw. Default: an unhandled rejection. */
  readonly onError?: (error: unknown) => void;
}

export const SIMULATION_OPTIONS: OptionNames<SimulationOptions> = {
  seed: true,
  run: true,
  maxSteps: true,
  settle: true,
  onError: true,
};

export interface RunOptions {
  /** Default: the simulation's. */
  readonly maxSteps?: number;
}

export class Simulation {
  /** Time of the simulation: starts at 0, moves only by steps. */
  readonly clock: Clock = {
    now: () => this.#now,
    setTimer: (callback, delay) => this.#plan('timer', Math.max(0, delay), callback),
    clearTimer: (timer) => this.#agenda.cancel(timer as Task),
    random: () => this.#chance.fraction(),
  };
  /** For what the program wants at random: from the seed, and apart from what the simulation draws itself. */
  readonly random: Random;
  /** Source of everything that the simulation draws. @internal */
  readonly source: Random;

  /** For what the clock is asked for: apart from what the program draws. */
  readonly #chance: Random;
  readonly #agenda = new Agenda();
  readonly #run: RunMode;
  readonly #maxSteps: number;
  readonly #settle: () => Promise<void>;
  readonly #onError: (error: unknown) => void;
  #now = 0;
  #steps = 0;
  #running = false;
  #halted = false;

  /** @throws RangeError for a seed or a bound that is not one. */
  constructor(options: SimulationOptions = {}) {
    this.source = new Random(options.seed ?? 1);
    this.random = this.source.fork('program');
    this.#chance = this.source.fork('clock');
    this.#run = options.run ?? 'traffic';
    checkWord('run', this.#run, ['traffic', 'everything', 'stepped']);
    this.#maxSteps = checkBound(options.maxSteps ?? DEFAULT_MAX_STEPS);
    this.#settle = options.settle ?? settleMicrotasks;
    this.#onError = options.onError ?? rejectUnhandled;
  }

  /** Steps taken so far. */
  get steps(): number {
    return this.#steps;
  }

  /** Whether nothing is under way; timers may be left. What a partition holds back is not under way. */
  get idle(): boolean {
    return this.#agenda.waiting('traffic') === 0;
  }

  /**
   * Does the one thing that is next, be it traffic or a timer, at the time when it is due.
   * Returns false when there is nothing. @throws what a callback of the program threw.
   */
  async step(): Promise<boolean> {
    await this.#settle();
    const stepped = this.#step();
    await this.#settle();
    return stepped;
  }

  /**
   * Runs until nothing is under way. Timers fire if their time comes on the way, and are not waited for.
   * Returns the number of steps. @throws StepLimitError; what a callback of the program threw.
   */
  runUntilIdle(options?: RunOptions): Promise<number> {
    return this.#drive(() => !this.idle, options);
  }

  /**
   * Goes to the time when the next timer is due, with everything that happens on the way and at that time.
   * Returns false when there is no timer. @throws StepLimitError; what a callback of the program threw.
   */
  async advanceToNextDeadline(options?: RunOptions): Promise<boolean> {
    await this.#settle();
    const deadline = this.#agenda.nextTimer();
    if (deadline === undefined) return false;
    await this.advanceTo(deadline, options);
    return true;
  }

  /** Lets so many milliseconds pass, with everything that happens in them. @throws as {@link runUntilIdle} does. */
  advanceBy(milliseconds: number, options?: RunOptions): Promise<void> {
    return this.advanceTo(this.#now + milliseconds, options);
  }

  /** Lets time pass up to `time`, with everything that happens until then. @throws as {@link runUntilIdle} does; RangeError. */
  async advanceTo(time: number, options?: RunOptions): Promise<void> {
    if (!(time >= this.#now && time < Number.POSITIVE_INFINITY)) {
      throw new RangeError(`cannot go from ${this.#now} ms to ${time} ms`);
    }
    await this.#drive(() => (this.#agenda.peek()?.at ?? Number.POSITIVE_INFINITY) <= time, options);
    if (this.#now < time) this.#now = time;
  }

  /**
   * Runs, from deadline to deadline if need be, until the promise is settled, and returns what it comes to.
   *
   * @throws StandstillError when nothing is left to happen; StepLimitError; what the promise was rejected with.
   */
  async runUntil<T>(promise: PromiseLike<T>, options?: RunOptions): Promise<T> {
    let settled = false;
    const settle = () => {
      settled = true;
    };
    promise.then(settle, settle);
    const goesOn = () => !settled && this.#agenda.peek() !== undefined;
    do {
      await this.#drive(goesOn, options);
      // The last step may have been taken by the simulation that runs by itself, and the program has yet to react.
      await this.#settle();
    } while (goesOn());
    if (!settled) throw new StandstillError(this.#now);
    return promise;
  }

  /** Plans traffic. @internal */
  plan(delay: number, action: () => void): Task {
    return this.#plan('traffic', delay, action);
  }

  #plan(kind: TaskKind, delay: number, action: () => void): Task {
    const task = this.#agenda.plan(kind, this.#now + delay, action);
    this.#wake();
    return task;
  }

  #step(): boolean {
    const at = this.#agenda.peek()?.at;
    const action = this.#agenda.take();
    if (at === undefined || action === undefined) return false;
    this.#now = at;
    this.#steps += 1;
    action();
    return true;
  }

  async #drive(on: () => boolean, options: RunOptions = {}): Promise<number> {
    checkOptions<RunOptions>('a run', options, { maxSteps: true });
    const maxSteps = checkBound(options.maxSteps ?? this.#maxSteps);
    await this.#settle();
    for (let steps = 0; ; steps++) {
      if (!on()) return steps;
      if (steps === maxSteps) throw new StepLimitError(maxSteps, this.#now);
      this.#step();
      await this.#settle();
    }
  }

  #wake(): void {
    if (this.#running || this.#halted || !this.#due()) return;
    this.#running = true;
    void this.#runByItself();
  }

  async #runByItself(): Promise<void> {
    for (let steps = 0; ; steps++) {
      await this.#settle();
      if (!this.#due()) break;
      if (steps === this.#maxSteps) {
        this.#halted = true;
        this.#onError(new StepLimitError(this.#maxSteps, this.#now));
        break;
      }
      try {
        this.#step();
      } catch (error) {
        this.#onError(error);
      }
    }
    this.#running = false;
  }

  #due(): boolean {
    if (this.#run === 'stepped') return false;
    return !this.idle || (this.#run === 'everything' && this.#agenda.waiting('timer') > 0);
  }
}

const DEFAULT_MAX_STEPS = 1_000_000;

function checkBound(maxSteps: number): number {
  if (!(maxSteps >= 1)) throw new RangeError(`maxSteps must be at least 1, not ${maxSteps}`);
  return maxSteps;
}

/** Makes itself heard in whatever runs the program, without stopping the simulation. */
function rejectUnhandled(error: unknown): void {
  void Promise.reject(error);
}
