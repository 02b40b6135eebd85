/** Where a connection stands: the facts that the rules between its halves look at. */
import type { WirechartError } from '../errors/errors.js';

export type Role = 'client' | 'server';

export class Standing {
  readonly role: Role;
  /** The read half is at its end, in order or not. */
  readOver = false;
  writeOver = false;
  /** A message was handed out that the read half has not been told the answer of. */
  answered = false;
  /** The transport asked to wait, or the output has reached its high-water mark. */
  outputFull = false;
  /** The remote has ended its direction, or can send no more. */
  remoteEnded = false;
  /** The write half takes no more messages. */
  finishing = false;
  /** The transport was given the end of our direction. */
  endGiven = false;
  /** The protocol's sides say goodbye before they end. */
  saysGoodbye = false;
  /** The write half is over in order. */
  finished = false;
  /** The read half knows. */
  finishedTold = false;
  /** The first failure of either half. */
  failure: WirechartError | undefined;
  /** The application knows that both halves are at their end. */
  closed = false;

  constructor(role: Role) {
    this.role = role;
  }
}
