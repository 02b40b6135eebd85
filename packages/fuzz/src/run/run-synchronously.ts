import type { Chunking } from '../plan/chunking.js';
import type { Parser } from '../subject/parser.js';
import type { Subject } from '../subject/subject.js';
import { Chunks } from './chunks.js';
import type { Outcome } from './outcome.js';
import type { RunMode } from './request.js';
import { RunLog } from './run-log.js';
import { isThenable } from './settle.js';

/**
 * One run of a subject that does everything before its calls return. The caller stops it if it does not come back.
 *
 * @returns Undefined if the subject turned out to be asynchronous.
 */
export function runSynchronously(
  subject: Subject,
  input: Uint8Array,
  chunking: Chunking,
  mode: RunMode,
): Outcome | undefined {
  const chunks = new Chunks(input, chunking.cuts, mode.padding);
  const log = new RunLog(subject, chunks, mode);
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
  if (parser === undefined) return log.outcome();
  for (const [index, chunk] of chunks.views.entries()) {
    if (recorder.verdict !== undefined || parser.closed) break;
    call(() => parser.write(chunk));
    log.consumed(index);
  }
  if (mode.end && recorder.verdict === undefined && !parser.closed) call(() => parser.end?.());
  const outcome = log.outcome();
  log.dispose(() => {
    const result = parser.dispose?.();
    if (isThenable(result)) result.then(undefined, () => undefined);
  });
  return asynchronous ? undefined : log.withSubjectError(outcome);
}

function disposeLater(parser: Parser): void {
  parser.dispose?.();
}
