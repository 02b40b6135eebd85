import type { Chunking } from '../plan/chunking.js';
import type { Parser } from '../subject/parser.js';
import type { Subject } from '../subject/subject.js';
import { Chunks } from './chunks.js';
import { failedRead } from './failed-read.js';
import type { Outcome, RecordedEvent } from './outcome.js';
import type { RunMode } from './request.js';
import { RunLog } from './run-log.js';
import { isThenable } from './settle.js';

/**
 * One run of a subject that does everything before its calls return. The caller stops it if it does not come back.
 *
 * @returns The outcome, and whether the subject has called its sink since; undefined if it turned out to be asynchronous.
 */
export function runSynchronously(
  subject: Subject,
  input: Uint8Array,
  chunking: Chunking,
  mode: RunMode,
  expected?: readonly RecordedEvent[],
): { readonly outcome: Outcome; late(): boolean } | undefined {
  const chunks = new Chunks(input, chunking.cuts, mode.padding);
  const log = new RunLog(subject, chunks, mode, expected);
  const { recorder } = log;
  let asynchronous = false;

  const call = (run: () => unknown) => {
    try {
      const result = run();
      if (!isThenable(result)) return;
      asynchronous = true;
      result.then(undefined, () => undefined);
    } catch (error) {
      recorder.error(error);
    }
  };

  const parser = log.open(() => subject.open(recorder));
  if (isThenable(parser)) {
    parser.then(disposeLater, () => undefined);
    return undefined;
  }
  const never = () => false;
  if (parser === undefined) return { outcome: log.outcome(), late: never };
  for (const [index, chunk] of chunks.views.entries()) {
    if (recorder.verdict !== undefined || parser.closed) break;
    call(() => parser.write(chunk));
    log.consumed(index);
  }
  if (recorder.verdict === undefined && !parser.closed) {
    if (mode.ending === 'end') call(() => parser.end?.());
    else if (mode.ending === 'failure') call(() => parser.fail?.(failedRead()));
  }
  const outcome = log.outcome();
  const calls = recorder.calls;
  log.dispose(() => {
    const result = parser.dispose?.();
    if (isThenable(result)) result.then(undefined, () => undefined);
  });
  if (asynchronous) return undefined;
  const finished = outcome.verdict.type === 'finished' && parser.dispose === undefined;
  return { outcome: log.withSubjectError(outcome), late: finished ? () => recorder.calls !== calls : never };
}

function disposeLater(parser: Parser): void {
  parser.dispose?.();
}
