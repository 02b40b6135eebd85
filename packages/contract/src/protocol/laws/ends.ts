/** The end: either side may end, or the remote be cut off, after any byte; every connection ends, in time, and says truly how. */
import type { CaseList } from '../../harness/cases.js';
import { demand, demandSame } from '../../harness/violation.js';
import { type Cuts, ofSize, WHOLE } from '../chunkings.js';
import type { Conversation } from '../contract.js';
import type { Examination } from '../examination.js';
import { demandSameTrace } from '../outcome.js';
import type { Ending, Session } from '../session.js';

export function endLaws<TIn, TOut>(
  examination: Examination<TIn, TOut>,
  conversation: Conversation<TIn, TOut>,
  { it }: CaseList,
): void {
  const { input } = examination.examined;

  it('end of input at every prefix: in order between messages, else truncated', () => {
    const mayEnd = endsAllowed(examination, conversation);
    eachPrefix(input, (prefix, cuts) => {
      const { failure } = finished(examination, prefix, cuts, 'eof');
      if (mayEnd(prefix.length)) {
        demand(failure === undefined, () => `end of input after ${prefix.length} bytes was refused: ${failure}`);
      } else {
        demand(failure !== undefined, `end of input after ${prefix.length} bytes, inside a message, went unnoticed`);
        demand(
          failure.blame === 'remote',
          () => `truncated after ${prefix.length} bytes, but the blame is ${failure.blame}`,
        );
      }
    });
  });

  it('reset at every prefix: never taken for an end', () => {
    eachPrefix(input, (prefix, cuts) => {
      const { failure, over } = finished(examination, prefix, cuts, 'reset');
      // A connection that was over before cannot be reset any more.
      demand(over || failure !== undefined, `reset after ${prefix.length} bytes went unnoticed`);
      if (failure !== undefined) {
        demand(failure.code === 'ECONNRESET', () => `reset after ${prefix.length} bytes gave ${failure.code}`);
      }
    });
  });

  it('a close on this side, at every prefix: over within drain, though the remote does nothing', () => {
    for (let length = 0; length <= input.length; length += Math.ceil(input.length / PIECES) || 1) {
      for (const deaf of [false, true]) {
        const session = examination.session({ input: input.subarray(0, length), ending: 'open' });
        const took = session.closeAlone(deaf);
        const { drain } = session;
        const remote = deaf ? 'that takes nothing' : 'that never ends';
        const over = took === undefined ? 'it is never over' : `it is over after ${took} ms`;
        demand(
          took !== undefined && took <= drain,
          `closed after ${length} bytes, with a remote ${remote}: ${over}, and drain is ${drain}`,
        );
      }
    }
  });
}

/** Messages, and how it ended, when nothing is asked for until the end has come. */
function askedLate<TIn, TOut>(examination: Examination<TIn, TOut>, input: Uint8Array, ending: Ending) {
  const session = examination.open();
  session.feed([input], true);
  session.end(ending);
  return messagesAndEnd(session);
}

function messagesAndEnd<TIn, TOut>(session: Session<TIn, TOut>): string[] {
  return [...session.messages(), session.failure?.code ?? 'no failure'];
}

/** Runs a prefix to its end, on both runtimes, and demands what is true of every end. */
function finished<TIn, TOut>(examination: Examination<TIn, TOut>, input: Uint8Array, cuts: Cuts, ending: Ending) {
  const what = `${ending} after ${input.length} bytes`;
  const session = examination.session({ input, cuts, ending: 'open' });
  const before = session.messages();
  const over = session.closed;
  session.end(ending);
  demand(session.closed, `${what}: the connection does not end`);
  demandSame(`${what}: the messages`, session.messages().slice(0, before.length), before);
  demandSame(
    `${what}, when events are asked for only then: messages and end`,
    askedLate(examination, input, ending),
    messagesAndEnd(session),
  );
  const interpreted = examination.run({ input, cuts, ending, runtime: 'xstate' });
  demandSameTrace(`${what}, by the interpreter`, interpreted, session.outcome());
  return { failure: session.failure, over };
}

/** Every prefix, whole and in small pieces. */
function eachPrefix(input: Uint8Array, examine: (prefix: Uint8Array, cuts: Cuts) => void): void {
  for (let length = 0; length <= input.length; length++) {
    const prefix = input.subarray(0, length);
    examine(prefix, WHOLE);
    examine(prefix, ofSize(length, Math.ceil(length / PIECES) || 1));
  }
}

function endsAllowed<TIn, TOut>(
  examination: Examination<TIn, TOut>,
  { mayEnd = 'between messages' }: Conversation<TIn, TOut>,
): (offset: number) => boolean {
  if (mayEnd === 'anywhere') return () => true;
  if (typeof mayEnd === 'function') return mayEnd;
  const boundaries = new Set([0, ...examination.session({ ending: 'open' }).boundaries]);
  return (offset) => boundaries.has(offset);
}

const PIECES = 32;
