import type { Chunking } from '../plan/chunking.js';
import type { Parser } from '../subject/parser.js';
import type { Subject } from '../subject/subject.js';
import { Chunks } from './chunks.js';
import { failedRead } from './failed-read.js';
import type { Outcome, Progress, RecordedEvent } from './outcome.js';
import type { Recorder } from './recorder.js';
import type { RunMode } from './request.js';
import { RunLog } from './run-log.js';
import { isThenable } from './settle.js';

/**
 * One run of a subject that does everything before its calls return. The caller stops it if it does not come back.
 *
 * @param reached What other runs of the same input have reached, by offset.
 * @returns Undefined if it turned out to be asynchronous.
 */
export function runSynchronously(
  subject: Subject,
  input: Uint8Array,
  chunking: Chunking,
  mode: RunMode,
  expected?: readonly RecordedEvent[],
  reached?: Progress[],
): SynchronousRun | undefined {
  const chunks = new Chunks(input, chunking.cuts, mode.padding);
  const log = new RunLog(subject, chunks, mode, expected, reached);
  const { recorder } = log;
  let asynchronous = false;

  const returned = (result: unknown) => {
    if (!isThenable(result)) return;
    asynchronous = true;
    result.then(undefined, () => undefined);
  };

  const parser = log.open(() => subject.open(recorder));
  if (isThenable(parser)) {
    parser.then(disposeLater, () => undefined);
    return undefined;
  }
  if (parser === undefined) return { outcome: log.outcome() };
  for (let index = 0; index < chunks.views.length; index++) {
    if (recorder.verdict !== undefined || parser.closed) break;
    try {
      returned(parser.write(chunks.views[index] as Buffer));
    } catch (error) {
      recorder.error(error);
    }
    log.consumed(index);
  }
  if (recorder.verdict === undefined && !parser.closed) {
    try {
      if (mode.ending === 'end') returned(parser.end?.());
      else if (mode.ending === 'failure') returned(parser.fail?.(failedRead()));
    } catch (error) {
      recorder.error(error);
    }
  }
  const outcome = log.outcome();
  const calls = recorder.calls;
  log.dispose(() => {
    const result = parser.dispose?.();
    if (isThenable(result)) result.then(undefined, () => undefined);
  });
  if (asynchronous) return undefined;
  const finished = outcome.verdict.type === 'finished' && parser.dispose === undefined;
  const complete = log.withSubjectError(outcome);
  return finished ? { outcome: complete, recorder, calls } : { outcome: complete };
}

/** True if the subject has called its sink since the run was over. */
export function isLate({ recorder, calls }: SynchronousRun): boolean {
  return recorder !== undefined && recorder.calls !== calls;
}

/** A run that is over, with what shows whether something comes afterwards. Many are kept at a time: nothing else of it is held. */
export interface SynchronousRun {
  readonly outcome: Outcome;
  readonly recorder?: Recorder;
  /** Of the sink, when the run was over. */
  readonly calls?: number;
}

function disposeLater(parser: Parser): void {
  parser.dispose?.();
}
