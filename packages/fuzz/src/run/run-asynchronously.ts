import { errorText } from '../canonical/error-kind.js';
import type { Chunking } from '../plan/chunking.js';
import type { Parser } from '../subject/parser.js';
import type { Subject } from '../subject/subject.js';
import { Chunks } from './chunks.js';
import { runGuarded } from './guard.js';
import type { HangPoint, Outcome } from './outcome.js';
import type { RunMode } from './request.js';
import { RunLog } from './run-log.js';
import { isThenable, settle, settlesWithin } from './settle.js';
import { captureUncaught } from './uncaught.js';

/** One run of any subject. What it does synchronously is stopped when it does not come back. */
export async function runAsynchronously(
  subject: Subject,
  input: Uint8Array,
  chunking: Chunking,
  mode: RunMode,
): Promise<Outcome> {
  const run = new AsynchronousRun(subject, new Chunks(input, chunking.cuts, mode.padding), mode);
  const release = captureUncaught(run.crash);
  try {
    return await run.complete(chunking);
  } finally {
    release();
  }
}

class AsynchronousRun {
  readonly #subject: Subject;
  readonly #chunks: Chunks;
  readonly #mode: RunMode;
  readonly #log: RunLog;

  constructor(subject: Subject, chunks: Chunks, mode: RunMode) {
    this.#subject = subject;
    this.#chunks = chunks;
    this.#mode = mode;
    this.#log = new RunLog(subject, chunks, mode);
  }

  readonly crash = (error: unknown): void => {
    this.#log.recorder.conclude({ type: 'crashed', text: errorText(error) });
  };

  async complete({ pacing }: Chunking): Promise<Outcome> {
    const parser = await this.#open();
    if (parser === undefined) return this.#log.outcome();
    if (pacing === 'burst') await this.#writeAtOnce(parser);
    else await this.#writeOneByOne(parser);
    // The end comes by itself in either pacing: a peer that closes at once is another matter than one that cuts.
    await this.#settle(false);
    if (this.#mode.end && this.#goesOn(parser))
      await this.#wait(
        'end',
        this.#call(() => parser.end?.()),
      );
    await this.#settle(true);
    const outcome = this.#log.outcome();
    await this.#dispose(parser);
    return this.#log.withSubjectError(outcome);
  }

  async #open(): Promise<Parser | undefined> {
    const { recorder } = this.#log;
    const opened = this.#log.open(() => this.#subject.open(recorder));
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
    return parser;
  }

  async #writeAtOnce(parser: Parser): Promise<void> {
    const pending: PromiseLike<unknown>[] = [];
    const came = runGuarded(() => {
      for (const chunk of this.#chunks.views) {
        if (!this.#goesOn(parser)) break;
        const result = this.#attempt(() => parser.write(chunk));
        if (isThenable(result)) pending.push(result);
      }
    }, this.#mode.timeLimit);
    if (!came) this.#hang('loop');
    if (pending.length === 0) return;
    this.#log.asynchronous = true;
    await this.#wait('write', Promise.all(pending));
  }

  async #writeOneByOne(parser: Parser): Promise<void> {
    for (const [index, chunk] of this.#chunks.views.entries()) {
      if (!this.#goesOn(parser)) return;
      await this.#wait(
        'write',
        this.#call(() => parser.write(chunk)),
      );
      await this.#settle(false);
      this.#log.consumed(index);
    }
  }

  #goesOn(parser: Parser): boolean {
    return this.#log.recorder.verdict === undefined && !parser.closed;
  }

  /** Calls the parser under guard. */
  #call(run: () => unknown): unknown {
    let result: unknown;
    const came = runGuarded(() => {
      result = this.#attempt(run);
    }, this.#mode.timeLimit);
    if (!came) this.#hang('loop');
    return result;
  }

  #attempt(run: () => unknown): unknown {
    try {
      return run();
    } catch (error) {
      this.#log.recorder.error(error);
      return undefined;
    }
  }

  async #wait(during: HangPoint, result: unknown): Promise<void> {
    if (!isThenable(result)) return;
    this.#log.asynchronous = true;
    const { recorder } = this.#log;
    const verdictOrDone = Promise.race([recorder.over, result]).then(undefined, recorder.error);
    if (!(await settlesWithin(verdictOrDone, this.#mode.timeLimit))) this.#hang(during);
  }

  /** @param last Nothing follows, so that whatever comes now comes late. */
  async #settle(last: boolean): Promise<void> {
    const { recorder } = this.#log;
    if (recorder.verdict?.type === 'hung') return;
    const calls = recorder.calls;
    const began = performance.now();
    const { turns, between, atLast } = this.#mode.patience;
    const result = await settle(recorder, turns, last ? atLast : between, this.#mode.timeLimit);
    this.#log.waited += performance.now() - began;
    if (result === 'hung') this.#hang('settling');
    if (result === 'slow') this.#log.slow = true;
    if (recorder.calls !== calls) this.#log.asynchronous = true;
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
