/** What the input amounts to, and that nothing after a message is touched before its time. */
import type { ConnectionEvent } from '@wirechart/core';
import { concat } from '../../harness/bytes.js';
import type { CaseList } from '../../harness/cases.js';
import { demand, demandSame } from '../../harness/violation.js';
import { byteByByte, ofSize } from '../chunkings.js';
import type { Conversation } from '../contract.js';
import { EventLog } from '../event-log.js';
import { type Examination, RUNTIMES } from '../examination.js';
import { demandSameOutcome } from '../outcome.js';

export function messageLaws<TIn, TOut>(
  examination: Examination<TIn, TOut>,
  conversation: Conversation<TIn, TOut>,
  { it }: CaseList,
): void {
  const { input } = examination.examined;
  const goesOn = conversation.goesOn ?? true;

  it('whole: hands out the messages', () => {
    for (const runtime of RUNTIMES) {
      const session = examination.session({ runtime, ending: 'open' });
      demand(session.failure === undefined, () => `valid input was refused: ${String(session.failure)}`);
      if (conversation.messages !== undefined) {
        demandSame('the messages', session.messages(), messagesAsText(examination, conversation.messages));
      }
    }
  });

  it('one runtime as the other: the same trace', () => examination.demandInvariant([[]]));

  if (goesOn) {
    it(`many messages in one chunk`, () => {
      const many = concat(new Array<Uint8Array>(COPIES).fill(input));
      examination.demandInvariant([byteByByte(many.length), ofSize(many.length, 7)], { input: many });
      const once = examination.session({ ending: 'open' });
      const session = examination.session({ ending: 'open', input: many });
      demand(
        session.boundaries.length === COPIES * once.boundaries.length,
        () => `${COPIES} × ${once.boundaries.length} messages in one chunk gave ${session.boundaries.length}`,
      );
    });
  }

  it('trailing bytes are not touched', () => {
    const boundaries = examination.session({ cuts: byteByByte(input.length), ending: 'open' }).boundaries;
    const whole = examination.session({ ending: 'open' }).boundaries;
    demandSame('bytes read when each message came', whole.map(String), boundaries.map(String));
    for (const boundary of boundaries) {
      for (const trailing of goesOn ? TRAILING : []) {
        const longer = concat([input.subarray(0, boundary), trailing]);
        const apart = examination.run({ input: longer, cuts: [boundary] });
        demandSameOutcome(`${trailing.length} bytes after byte ${boundary}`, examination.run({ input: longer }), apart);
        const read = examination.session({ input: longer, ending: 'open' }).boundaries;
        demand(read.includes(boundary), () => `after byte ${boundary}, messages came at ${read.join(', ')}`);
      }
    }
  });
}

/** Messages as a session writes them. */
export function messagesAsText<TIn, TOut>(
  examination: Examination<TIn, TOut>,
  messages: readonly TIn[],
): readonly string[] {
  const log = new EventLog(examination.part);
  for (const message of messages) log.add({ type: 'message', message } satisfies ConnectionEvent<TIn>);
  return log.messages();
}

const COPIES = 20;

/** What may stand after a message: things that look like nothing, like everything, and like more of the same. */
const TRAILING = [[0], [0xff], [0x0a], [0x0d, 0x0a, 0x0d, 0x0a], [0x7b, 0x7d], new Array<number>(40).fill(0x30)].map(
  (bytes) => Uint8Array.from(bytes),
);
