/** What must be refused is: with the right code, at the right place, for every chunking, and before it is buffered. */
import type { CaseList } from '../../harness/cases.js';
import { demand, demandSame } from '../../harness/violation.js';
import { byteByByte, everySize, everyTwoWayCut } from '../chunkings.js';
import type { InvalidInput } from '../contract.js';
import { type Examination, RUNTIMES } from '../examination.js';
import { demandUndisturbed } from './blame.js';
import { messagesAsText } from './messages.js';

export function invalidLaws<TIn, TOut>(
  examination: Examination<TIn, TOut>,
  invalid: InvalidInput<TIn, TOut>,
  good: Examination<TIn, TOut> | undefined,
  { it }: CaseList,
): void {
  const { input } = examination.examined;
  const ending = invalid.end ? 'eof' : 'open';

  it(`is refused as ${invalid.code}`, () => {
    for (const runtime of RUNTIMES) {
      const session = examination.session({ runtime, ending });
      const { failure } = session;
      demand(failure !== undefined, 'the input was not refused');
      demand(
        failure.blame === 'remote',
        () => `the blame is ${failure.blame}, for ${failure.code}: ${failure.message}`,
      );
      demandSame('the code', [failure.code], [invalid.code]);
      demandSame('the messages before', session.messages(), messagesAsText(examination, invalid.messages ?? []));
    }
  });

  it('however it is cut', () => {
    const chunkings = [byteByByte(input.length), ...everySize(input.length), ...everyTwoWayCut(input.length)];
    examination.demandInvariant(chunkings, { ending });
  });

  it('ends the connection', () => {
    const session = examination.session({ ending: 'eof' });
    demand(session.closed, 'the connection does not end');
    demandSame('the last event', [session.outcome().events.at(-1)?.slice(0, 7) ?? ''], ['{error:']);
  });

  if (!invalid.end) {
    it('takes no endless input after it', () => {
      const limits = { ...examination.examined.limits, lingerBytes: LINGER_BYTES };
      for (const runtime of RUNTIMES) {
        const session = examination.with({ limits }).session({ runtime, ending });
        const more = new Uint8Array(LINGER_BYTES / 4);
        session.feed([more, more, more, more]);
        demand(!session.closed, `the connection was cut off within its limit lingerBytes, ${LINGER_BYTES}`);
        session.feed([more.subarray(0, 1)]);
        demand(
          session.closed,
          `the connection takes more than its limit lingerBytes, ${LINGER_BYTES}, after a failure`,
        );
      }
    });
  }

  if (good !== undefined) {
    it('does not disturb another connection', () => {
      for (const runtime of RUNTIMES) demandUndisturbed(good, examination, runtime);
    });
  }
}

const LINGER_BYTES = 4096;
