import type { FindingClass } from '../oracles/finding-class.js';
import type { Ending } from '../run/request.js';

const SUMMARIES: Readonly<Record<FindingClass, string>> = {
  messages: 'gives other messages when the input is cut',
  verdict: 'judges the input differently when it is cut',
  hang: 'does not come back when the input is cut',
  crash: 'throws where nobody can catch it, or ends the process, when the input is cut',
  promptness: 'has brought more or less of the same bytes, depending on where they were cut, when no end follows',
  'piece-promptness': 'delivers more or less of a piece early, depending on where the same bytes were cut',
  'reads-outside': 'gives other messages depending on bytes outside its chunks',
  expected: 'gives other messages than the corpus says',
  reference: 'differs from the reference',
  'empty-chunks': 'goes wrong when a chunk is empty',
  limit: 'meets a limit or not, depending on where the input is cut',
  'failed-read': 'does not come back, or throws where nobody can catch it',
  positions: 'gives other positions when the input is cut',
  'error-text': 'words its error differently when the input is cut',
  'error-moment': 'reports its error after more or fewer bytes, depending on where they were cut',
  'keeps-input': 'still reads a chunk after saying that it was consumed',
  'changes-input': 'writes into the chunks that it is given',
  'aliases-input': 'emits messages that change when the memory of a chunk is used again',
  'changes-output': 'changes messages after it has emitted them',
};

/** One sentence about a finding. */
export function summarise(
  subject: string,
  { class: found, accepted, ending }: { class: FindingClass; accepted: boolean; ending: Ending },
): string {
  const where = accepted ? '' : ' (on input that it refuses)';
  return `${subject} ${SUMMARIES[found]}${ending === 'failure' ? ', and a read fails' : ''}${where}`;
}
