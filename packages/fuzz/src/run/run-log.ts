import { errorText } from '../canonical/error-kind.js';
import type { Subject } from '../subject/subject.js';
import { FuzzUsageError } from '../subject/usage-error.js';
import type { Chunks } from './chunks.js';
import type { MemoryBreach, Outcome, Progress, RecordedEvent } from './outcome.js';
import { Recorder } from './recorder.js';
import type { RunMode } from './request.js';

/** Keeps the record of one run; the same for synchronous and asynchronous ones. */
export class RunLog {
  readonly recorder: Recorder;
  asynchronous = false;
  slow = false;
  pending: readonly string[] = [];
  /** Milliseconds spent in calls of the parser. */
  busy = 0;
  /** Milliseconds spent waiting for quiet. */
  waited = 0;
  readonly #chunks: Chunks;
  readonly #mode: RunMode;
  readonly #progress: Progress[] = [];
  readonly #reached: Progress[] | undefined;
  readonly #started = performance.now();

  /** @param reached What other runs of the same input have reached, by offset: most reach the same, which is kept once. */
  constructor(
    subject: Subject,
    chunks: Chunks,
    mode: RunMode,
    expected?: readonly RecordedEvent[],
    reached?: Progress[],
  ) {
    this.recorder = new Recorder(subject.canonical, mode.memory === 'watch', expected);
    this.#chunks = chunks;
    this.#mode = mode;
    this.#reached = reached;
  }

  /** A throw while opening is the subject's own: the parser has seen no byte. */
  open<Result>(open: () => Result): Result | undefined {
    try {
      const parser = open();
      if (typeof parser !== 'object' || parser === null) throw new TypeError('open returned no parser');
      if (typeof (parser as { pipe?: unknown }).pipe === 'function') {
        throw new TypeError('open returned a stream, to which nobody listens: use fromNodeStream(() => stream)');
      }
      if (!('then' in parser) && typeof (parser as { write?: unknown }).write !== 'function') {
        throw new TypeError('open returned a parser without a function `write`');
      }
      return parser;
    } catch (error) {
      this.recorder.subjectError ??=
        error instanceof FuzzUsageError ? error.message : `open threw: ${errorText(error)}`;
      return undefined;
    }
  }

  dispose(dispose: () => void): void {
    try {
      dispose();
    } catch (error) {
      this.recorder.subjectError ??= `dispose threw: ${errorText(error)}`;
    }
  }

  /** A chunk has been taken, and what it brings has been delivered. */
  consumed(index: number): void {
    if (this.#mode.memory === 'overwrite') this.#chunks.overwrite(index);
    const { events, pieces } = this.recorder.reach();
    const failed = this.recorder.verdict !== undefined;
    const offset = this.#chunks.ends[index] ?? 0;
    let progress = this.#reached?.[offset];
    if (
      progress === undefined ||
      progress.events !== events ||
      progress.pieces !== pieces ||
      progress.failed !== failed
    ) {
      progress = { offset, events, pieces, failed };
      if (this.#reached !== undefined) this.#reached[offset] = progress;
    }
    this.#progress.push(progress);
  }

  /** The end of the record: what the parser does from here on does not count. */
  outcome(): Outcome {
    const { recorder } = this;
    recorder.seal();
    const outcome: Outcome = {
      events: recorder.events(),
      verdict: recorder.verdict ?? { type: 'finished' },
      reach: recorder.reach(),
      progress: this.#progress,
      positions: recorder.positions,
      breaches: this.#breaches(),
      asynchronous: this.asynchronous,
      slow: this.slow,
      pending: this.pending,
      busy: this.busy,
      duration: performance.now() - this.#started - this.waited,
    };
    return this.withSubjectError(outcome);
  }

  /** The same outcome with what the subject threw since it was made. */
  withSubjectError(outcome: Outcome): Outcome {
    const { subjectError } = this.recorder;
    return subjectError === undefined ? outcome : { ...outcome, subjectError };
  }

  #breaches(): readonly MemoryBreach[] {
    const breaches: MemoryBreach[] = [];
    if (this.#chunks.changed()) breaches.push('changes-input');
    if (this.#mode.memory === 'watch') {
      if (this.recorder.changedSince()) breaches.push('changes-output');
      else {
        this.#chunks.overwriteAll();
        if (this.recorder.changedSince()) breaches.push('aliases-input');
      }
    }
    return breaches;
  }
}
