/**
 * The rules that join the two halves: every way in which one half's fate depends on the other's. The machines do not know of each
 * other, nor of their role. A rule is a row, and what is true of a connection is looked up from the top; a new rule is a new row.
 */
import { CLOSED, NEED_DATA, PAUSED, type Signal } from './events.js';
import {
  ANSWERED,
  ANSWERING,
  ASIDE,
  CLOSED_TOLD,
  DRAIN_TOLD,
  DRAINING,
  END_GIVEN,
  FAILED,
  type Facts,
  FINISHED,
  FINISHED_TOLD,
  FINISHING,
  HELD,
  OUTPUT_FULL,
  POSTPONED,
  READ_OVER,
  REMOTE_ENDED,
  SAYS_GOODBYE,
  SENT_UNTOLD,
  SERVER,
  UNSENT,
  WRITE_OVER,
} from './facts.js';

/** What is due, or why nothing is. */
export type Due =
  | 'tell-responded'
  | 'tell-sent'
  | 'reset-read'
  | 'tell-finished'
  | 'finish'
  | 'tell-ended'
  | 'close'
  | 'tell-unsent'
  | 'tell-postponed'
  | 'tell-drain'
  | 'read-aside'
  | 'pause'
  | Signal;

interface When {
  /** One of these holds. It does not in a connection that just reads: as long as none of any row does, no row is looked at. */
  readonly on: Facts;
  /** All of these hold. */
  readonly and: Facts;
  /** None of these holds. */
  readonly unless: Facts;
}

interface Rule extends When {
  readonly due: Due;
}

const RULES = rules([
  // When the write half has failed, no answer can be given any more: the read half is reset. A transport that failed is no such
  // failure yet: what had arrived before is read first, so that no message depends on when it was asked for.
  { on: WRITE_OVER, and: FAILED, unless: READ_OVER, due: 'reset-read' },

  // What was sent is heard of before anything that comes in after: it may be the reply, whose form depends on it.
  { on: SENT_UNTOLD, unless: READ_OVER, due: 'tell-sent' },

  // A message that was answered lets the read half go on. A client answers a message by taking it; a server by saying so, and
  // one whose output is full reads nothing: a remote that does not read is not read from.
  { on: ANSWERED, unless: READ_OVER | OUTPUT_FULL, due: 'tell-responded' },
  { on: ANSWERED, unless: READ_OVER | SERVER, due: 'tell-responded' },

  // A read half that is not over when the write half has ended in order hears so: one that goes on after the remote's end, as
  // that of a tunnel, waits for nothing else.
  { on: FINISHED, unless: READ_OVER | FINISHED_TOLD, due: 'tell-finished' },

  // When the read half is over, nothing can be asked any more: the write half finishes what it has, with a farewell first if the
  // remote did wrong and the protocol has one.
  { on: READ_OVER, unless: WRITE_OVER | FINISHING, due: 'finish' },

  // The write half has ended when the transport has our end and there is nothing to wait for: the remote is still being read, or
  // has ended too. Otherwise we wait for its end, so that what we wrote last is not destroyed by the reset that closing with
  // unread input causes (RFC 1122, 4.2.2.13); the write half's `drain` time-out bounds it.
  { on: END_GIVEN, unless: READ_OVER | WRITE_OVER, due: 'tell-ended' },
  { on: END_GIVEN, and: REMOTE_ENDED, unless: WRITE_OVER, due: 'tell-ended' },

  // When both halves are over, so is the connection.
  { on: WRITE_OVER, and: READ_OVER, unless: CLOSED_TOLD, due: 'close' },
  { on: CLOSED_TOLD, due: CLOSED },

  // What comes before reading, or forbids it.
  { on: READ_OVER, due: NEED_DATA },
  { on: ASIDE, unless: OUTPUT_FULL | POSTPONED, due: 'read-aside' },
  { on: HELD, due: PAUSED },
  { on: POSTPONED, and: ANSWERING, unless: FINISHING | WRITE_OVER, due: PAUSED },
  { on: POSTPONED, due: 'tell-postponed' },
  { on: UNSENT, due: 'tell-unsent' },
  { on: DRAINING, unless: DRAIN_TOLD | ANSWERING, due: 'tell-drain' },
  { on: OUTPUT_FULL, and: SERVER, due: 'pause' },
]);

/** When our end is to be given to the transport, once everything is written. */
const END_IS_DUE: readonly When[] = [
  { on: FINISHING, and: 0, unless: END_GIVEN | SAYS_GOODBYE },
  // In a protocol whose sides say goodbye, the remote says so too.
  { on: FINISHING, and: READ_OVER, unless: END_GIVEN },
];

/** Facts without which our end is not due: it is asked for after every turn. */
export const END_TRIGGERS = END_IS_DUE.reduce((facts, { on }) => facts | on, 0);

/** Facts without which no rule applies. */
export const TRIGGERS = RULES.reduce((facts, { on }) => facts | on, 0);

/**
 * What is due where of all these facts just one holds, by its place among the bits; undefined where that depends on what else is
 * true. It follows from the rules, and is looked up sooner.
 */
export const DUE_ALONE: readonly (Due | undefined)[] = Array.from({ length: 32 }, (_, place) => dueAlone(1 << place));

/** The facts of which each, where it alone holds, has the read half told that a message was answered: the usual case of all. */
export const LET_GO_ON: Facts = DUE_ALONE.reduce(
  (facts: Facts, due, place) => (due === 'tell-responded' ? facts | (1 << place) : facts),
  0,
);

/** What a rule asks for; undefined when nothing stands in the way of reading on. */
export function dueOf(facts: Facts): Due | undefined {
  for (const rule of RULES) if (applies(rule, facts)) return rule.due;
  return undefined;
}

/** Whether the transport is to be given our end, once everything is written. */
export function endIsDue(facts: Facts): boolean {
  for (const when of END_IS_DUE) if (applies(when, facts)) return true;
  return false;
}

function dueAlone(fact: Facts): Due | undefined {
  const rule = RULES.find(({ on }) => (on & fact) !== 0);
  const always = rule !== undefined && (rule.and & ~fact) === 0 && (rule.unless & ~TRIGGERS) === 0;
  return always ? rule.due : undefined;
}

function applies({ on, and, unless }: When, facts: Facts): boolean {
  return (facts & on) !== 0 && (facts & and) === and && (facts & unless) === 0;
}

/** All of one shape, however they are written: they are looked at often. */
function rules(rows: readonly (Partial<Rule> & Pick<Rule, 'on' | 'due'>)[]): readonly Rule[] {
  return rows.map(({ on, and = 0, unless = 0, due }) => ({ on, and, unless, due }));
}
