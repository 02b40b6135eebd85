/**
 * The rules that join the two halves. Every way in which one half's fate depends on the other's is here and nowhere else;
 * the machines do not know of each other, nor of their role.
 *
 * 1. A message that was answered lets the read half go on. A client answers a message by taking it; a server by
 *    saying so. A server whose output is full reads nothing, whether its states wait for an answer or not: a remote that
 *    does not read is not read from.
 * 2. When the read half is over, nothing can be asked any more: the write half finishes what it has, with a farewell
 *    first if the remote did wrong and the protocol has one.
 * 3. When the write half has failed, no answer can be given any more: the read half is reset. A transport that failed cuts
 *    off both halves; what had arrived before is read first, so that no message depends on when it was asked for.
 * 4. The write half has ended when the transport has our end and there is nothing to wait for: the remote has ended too,
 *    or is still being read. Otherwise we wait for the remote's end, so that what we wrote last is not destroyed by the
 *    reset that closing with unread input causes (RFC 1122, 4.2.2.13); the write half's `drain` time-out bounds it.
 *    A read half that is not over when the write half has ended in order hears so (`finished`): one that goes on behind the
 *    remote's end, as that of a tunnel, waits for nothing else.
 * 5. Our end is given to the transport when everything is written. In a protocol whose sides say goodbye that is not before
 *    the read half is over: the remote says goodbye too.
 * 6. When both halves are over, so is the connection.
 */
import {
  ANSWERED,
  CLOSED_TOLD,
  END_GIVEN,
  FAILED,
  type Facts,
  FINISHED,
  FINISHED_TOLD,
  FINISHING,
  OUTPUT_FULL,
  READ_OVER,
  REMOTE_ENDED,
  SAYS_GOODBYE,
  SERVER,
  WRITE_OVER,
} from './facts.js';

export type Join = 'responded' | 'finish' | 'finished' | 'reset-read' | 'ended' | 'closed';

/** What is due now, or undefined. Asked again after each thing done. */
export function dueJoin(facts: Facts): Join | undefined {
  if ((facts & SOMETHING_HAPPENED) === 0) return undefined;
  const writeOver = (facts & WRITE_OVER) !== 0;
  if ((facts & READ_OVER) === 0) {
    if (writeOver && (facts & FAILED) !== 0) return 'reset-read';
    if ((facts & ANSWERED) !== 0 && !holdsBack(facts)) return 'responded';
    if ((facts & (FINISHED | FINISHED_TOLD)) === FINISHED) return 'finished';
  } else if (!writeOver) {
    if ((facts & FINISHING) === 0) return 'finish';
  } else if ((facts & CLOSED_TOLD) === 0) {
    return 'closed';
  }
  // Where the read half goes on there is nothing to wait for, whether the remote has ended or not.
  const waits = (facts & (REMOTE_ENDED | READ_OVER)) === READ_OVER;
  return (facts & END_GIVEN) !== 0 && !writeOver && !waits ? 'ended' : undefined;
}

/** Whether the transport is to be given our end, once everything is written (rule 5). */
export function endIsDue(facts: Facts): boolean {
  if ((facts & (FINISHING | END_GIVEN)) !== FINISHING) return false;
  return (facts & READ_OVER) !== 0 || (facts & SAYS_GOODBYE) === 0;
}

/** Whether reading must wait until the output has room (rule 1). */
export function holdsBack(facts: Facts): boolean {
  return (facts & (SERVER | OUTPUT_FULL)) === (SERVER | OUTPUT_FULL);
}

/** Every rule begins with one of these. */
const SOMETHING_HAPPENED = READ_OVER | WRITE_OVER | ANSWERED | END_GIVEN;
