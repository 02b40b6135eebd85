import { errorText } from '../canonical/error-kind.js';
import type { Chunking } from '../plan/chunking.js';
import type { Parser } from '../subject/parser.js';
import type { Subject } from '../subject/subject.js';
import { Chunks } from './chunks.js';
import { failedRead } from './failed-read.js';
import type { Lockstep } from './lockstep.js';
import type { HangPoint, Outcome } from './outcome.js';
import type { RunBatch, RunMode } from './request.js';
import { openResources } from './resources.js';
import { RunLog } from './run-log.js';
import { isThenable, settle, settlesWithin } from './settle.js';

/** Milliseconds between two chunks where the pacing is `stall`: more than the timers that flush what has come so far. */
const STALL = 60;

/** One run of any subject. What it does synchronously is stopped when it does not come back. */
export class AsynchronousRun {
  readonly #subject: Subject;
  readonly #chunks: Chunks;
  readonly #mode: RunMode;
  readonly #log: RunLog;
  readonly #lockstep: Lockstep;
  /** Calls of the sink when the last call of the parser returned: what comes after that comes asynchronously. */
  #callsAtReturn = 0;
  /** What the parser does not come back from if it has to be stopped. */
  #during: HangPoint = 'open';
  /** The chunk that is written next. */
  #next = 0;
  /** What writes returned that is not settled yet. */
  readonly #pending: PromiseLike<unknown>[] = [];
  readonly #overlapping: boolean;
  /** It was stopped, but perhaps for no fault of its own: only done again it shows. */
  unclear = false;

  constructor(subject: Subject, { input, mode, expected }: RunBatch, chunking: Chunking, lockstep: Lockstep) {
    this.#subject = subject;
    this.#chunks = new Chunks(input, chunking.cuts, mode.padding);
    this.#mode = mode;
    this.#log = new RunLog(subject, this.#chunks, mode, expected);
    this.#lockstep = lockstep;
    this.#overlapping = subject.overlappingWrites ?? false;
  }

  /** Ends the run with an exception that nobody has caught. */
  readonly crash = (error: unknown): void => {
    this.#log.recorder.conclude({ type: 'crashed', text: errorText(error) });
  };

  async complete({ pacing }: Chunking): Promise<Outcome> {
    const before = this.#mode.together === 1 ? openResources() : undefined;
    const write = pacing === 'burst' ? this.#writeAll : this.#writeNext;
    const parser = await this.#open(write);
    if (parser === undefined) return this.#log.outcome();
    if (pacing === 'burst') await this.#takeAll(parser);
    else await this.#takeOneByOne(parser, pacing === 'stall' ? STALL : 0);
    // The end comes by itself in either pacing: a peer that closes at once is another matter than one that cuts.
    await this.#settle(this.#mode.patience.between);
    if (this.#goesOn(parser)) await this.#finish(parser);
    await this.#settle(this.#mode.patience.atLast);
    if (before !== undefined) this.#log.pending = before.newer();
    const outcome = this.#log.outcome();
    await this.#dispose(parser);
    return this.#log.withSubjectError(outcome);
  }

  /** Opens the parser and writes to it in the same tick, as one does whose bytes are there already. */
  async #open(write: (parser: Parser) => void): Promise<Parser | undefined> {
    const { recorder } = this.#log;
    let opened: Parser | PromiseLike<Parser> | undefined;
    await this.#call(() => {
      opened = this.#log.open(() => this.#subject.open(recorder));
      this.#during = 'loop';
      if (opened !== undefined && !isThenable(opened)) write(opened);
    }, 'open');
    if (!isThenable(opened)) return opened;
    this.#log.asynchronous = true;
    let parser: Parser | undefined;
    const opening = opened.then(
      (result) => {
        parser = result;
      },
      (error: unknown) => {
        recorder.subjectError ??= `open rejected: ${errorText(error)}`;
      },
    );
    if (!(await settlesWithin(opening, this.#mode.timeLimit))) this.#hang('open');
    const found = parser as Parser | undefined;
    if (found !== undefined) await this.#call(() => write(found));
    return found;
  }

  /** As many chunks as the parser takes at once: all, but where that would overlap and it is not said to take it. */
  readonly #writeAll = (parser: Parser): void => {
    do this.#writeNext(parser);
    while (this.#goesOn(parser) && this.#mayWrite());
  };

  #mayWrite(): boolean {
    return this.#next < this.#chunks.views.length && (this.#overlapping || this.#pending.length === 0);
  }

  readonly #writeNext = (parser: Parser): void => {
    if (!this.#goesOn(parser)) return;
    const result = parser.write(this.#chunks.views[this.#next++] as Buffer);
    if (isThenable(result)) this.#pending.push(result);
  };

  /** The first chunks were written when the parser was opened. */
  async #takeAll(parser: Parser): Promise<void> {
    while (!this.#overlapping) {
      await this.#consumed('write', this.#pending.pop());
      if (this.#next >= this.#chunks.views.length || !this.#goesOn(parser)) return;
      await this.#call(() => this.#writeAll(parser));
    }
    if (this.#pending.length > 0) await this.#consumed('write', Promise.all(this.#pending));
  }

  /** @param pause Milliseconds between two chunks. */
  async #takeOneByOne(parser: Parser, pause: number): Promise<void> {
    for (let index = 0; ; index++) {
      await this.#consumed('write', this.#pending.pop());
      await this.#settle(Math.max(pause, this.#mode.patience.between));
      this.#log.consumed(index);
      if (this.#next >= this.#chunks.views.length || !this.#goesOn(parser)) return;
      await this.#call(() => this.#writeNext(parser));
    }
  }

  async #finish(parser: Parser): Promise<void> {
    const { ending } = this.#mode;
    if (ending === 'end') await this.#wait('end', () => parser.end?.());
    else if (ending === 'failure') await this.#wait('end', () => parser.fail?.(failedRead()));
  }

  #goesOn(parser: Parser): boolean {
    return this.#log.recorder.verdict === undefined && !parser.closed;
  }

  /** Calls the parser, and waits for what it returns. */
  async #wait(during: HangPoint, run: () => unknown): Promise<void> {
    let result: unknown;
    await this.#call(() => {
      result = run();
    });
    await this.#consumed(during, result);
  }

  /** Calls the parser under guard. What it throws is its verdict. */
  async #call(run: () => void, during: HangPoint = 'loop'): Promise<void> {
    const { recorder } = this.#log;
    this.#during = during;
    const asked = performance.now();
    const guarded = await this.#lockstep.call(() => {
      const began = performance.now();
      // Waiting for the turn is no time of the parser's.
      this.#log.waited += began - asked;
      try {
        run();
      } catch (error) {
        recorder.error(error);
      }
      this.#log.busy += performance.now() - began;
      this.#callsAtReturn = recorder.calls;
    }, this.#mode.timeLimit);
    if (guarded === 'came') return;
    this.unclear = guarded === 'unclear';
    this.#hang(this.#during);
  }

  async #consumed(during: HangPoint, result: unknown): Promise<void> {
    if (!isThenable(result)) return;
    this.#log.asynchronous = true;
    const { recorder } = this.#log;
    let settled = false;
    const done = result.then(
      () => {
        settled = true;
      },
      (error: unknown) => {
        settled = true;
        recorder.error(error);
      },
    );
    // Most have settled within a turn or two, and need no timer.
    for (let turns = 0; turns < 3; turns++) {
      if (settled || recorder.verdict !== undefined) return;
      await this.#lockstep.turn();
    }
    const verdictOrDone = Promise.race([recorder.over, done]);
    if (!(await settlesWithin(verdictOrDone, this.#mode.timeLimit))) this.#hang(during);
  }

  /** @param milliseconds For which nothing must come. */
  async #settle(milliseconds: number): Promise<void> {
    const { recorder } = this.#log;
    if (recorder.verdict?.type === 'hung') return;
    const began = performance.now();
    const quiet = { turns: this.#mode.patience.turns, milliseconds, limit: this.#mode.timeLimit + milliseconds };
    const result = await settle(recorder, quiet, this.#lockstep);
    this.#log.waited += performance.now() - began;
    if (result === 'hung') this.#hang('settling');
    if (result === 'slow') this.#log.slow = true;
    if (recorder.calls !== this.#callsAtReturn) this.#log.asynchronous = true;
  }

  #hang(during: HangPoint): void {
    this.#log.recorder.conclude({ type: 'hung', during });
  }

  async #dispose(parser: Parser): Promise<void> {
    let result: unknown;
    this.#log.dispose(() => {
      result = parser.dispose?.();
    });
    if (!isThenable(result)) return;
    const { recorder } = this.#log;
    const disposed = result.then(undefined, (error: unknown) => {
      recorder.subjectError ??= `dispose rejected: ${errorText(error)}`;
    });
    await settlesWithin(disposed, this.#mode.timeLimit);
  }
}
