/**
 * Keeps the last transitions of one connection in a ring. Writing one costs a few stores and allocates nothing; records
 * are made only when somebody reads them.
 */
import type { HalfLogic } from '../runtime/runtime.js';
import { COLUMNS, NO_FRAME, type Ring, readTransitionCode, STILL, type Tape, transitionCode } from '../runtime/tape.js';
import type { GuardOutcome, TraceRecord } from './record.js';

/** The machines of one protocol; a connection that switches has several in turn. */
export interface Machines {
  readonly protocol: { readonly name: string };
  readonly read: HalfLogic;
  readonly write: HalfLogic;
}

export class Recorder implements Ring {
  readonly numbers: Float64Array;
  at = 0;
  /** What the halves write on by themselves. */
  readonly tapes: readonly [read: Tape, write: Tape];
  readonly #connection: string;
  /** The machines, and from which place in the sequence on the records are about them. */
  readonly #stages: { readonly machines: Machines; readonly from: number }[];
  /** Types of events, by their place, where they are not what the edge says. */
  #events: string[] | undefined;
  /** How often the ring has been gone round. */
  #rounds = 0;

  /**
   * @param size how many transitions are kept; an integer from 1
   * @param clock has the time of what halves write by themselves. Default: they do not
   */
  constructor(connection: string, machines: Machines, size: number, clock: Tape['clock'] = STILL) {
    if (!Number.isInteger(size) || size < 1)
      throw new RangeError(`a recorder must keep at least 1 transition, not ${size}`);
    this.#connection = connection;
    this.#stages = [{ machines, from: 0 }];
    this.numbers = new Float64Array(size * COLUMNS);
    this.tapes = [
      { ring: this, clock, frame: NO_FRAME, half: 0 },
      { ring: this, clock, frame: NO_FRAME, half: 1 },
    ];
  }

  /** What is written from now on is about other machines. */
  goOnWith(machines: Machines): void {
    // Of those before, the ones that records are kept of are needed still.
    const oldest = this.#count - this.#size;
    while (this.#stages.length > 1 && (this.#stages[1] as Stage).from <= oldest) this.#stages.shift();
    this.#stages.push({ machines, from: this.#count });
  }

  /** What a run does not write by itself. */
  write(
    time: number,
    half: number,
    from: number,
    to: number,
    event: string,
    edge: number,
    offset: number,
    length: number,
  ): void {
    const { at, numbers } = this;
    const { machines } = this.#stages.at(-1) as Stage;
    const declared = machines[half === 0 ? 'read' : 'write'].edges[edge]?.event;
    const named = declared === event || declared === '';
    if (!named) {
      this.#events ??= new Array(this.#size).fill('');
      this.#events[at / COLUMNS] = event;
    }
    numbers[at] = time;
    numbers[at + 1] = offset;
    numbers[at + 2] = length;
    numbers[at + 3] = transitionCode(from, to, edge) + half + (named ? 0 : UNNAMED);
    this.at = at + COLUMNS === numbers.length ? this.wrap() : at + COLUMNS;
  }

  wrap(): number {
    this.#rounds += 1;
    return 0;
  }

  /** The record written last. */
  last(): TraceRecord {
    return this.#record(this.#count - 1);
  }

  /** All records that are kept, the oldest first. */
  records(): readonly TraceRecord[] {
    const records: TraceRecord[] = [];
    const count = this.#count;
    for (let i = Math.max(0, count - this.#size); i < count; i++) records.push(this.#record(i));
    return records;
  }

  get #size(): number {
    return this.numbers.length / COLUMNS;
  }

  get #count(): number {
    return this.#rounds * this.#size + this.at / COLUMNS;
  }

  #record(sequence: number): TraceRecord {
    const place = sequence % this.#size;
    const column = (index: number) => this.numbers[place * COLUMNS + index] as number;
    const { from, to, edge, flags } = readTransitionCode(column(3));
    const { machines } = this.#stages.findLast((stage) => stage.from <= sequence) as Stage;
    const half = (flags & 1) === 0 ? 'read' : 'write';
    const logic = machines[half];
    const event = ((flags & UNNAMED) === 0 ? logic.edges[edge]?.event : this.#events?.[place]) as string;
    return {
      sequence,
      time: column(0),
      connection: this.#connection,
      half,
      protocol: machines.protocol.name,
      from: logic.states[from] as string,
      to: logic.states[to] as string,
      event,
      edge,
      guards: (flags & UNNAMED) === 0 ? knownOutcomes(logic, from, event, edge) : outcomes(logic, from, event, edge),
      offset: column(1),
      length: column(2),
    };
  }
}

interface Stage {
  readonly machines: Machines;
  readonly from: number;
}

/** The same for each record of the transition: whoever is told of all of them should not have them worked out each time. */
function knownOutcomes(logic: HalfLogic, from: number, event: string, edge: number): readonly GuardOutcome[] {
  let known = outcomesKnown.get(logic);
  if (known === undefined) {
    known = new Map();
    outcomesKnown.set(logic, known);
  }
  const key = transitionCode(from, 0, edge);
  let found = known.get(key);
  if (found === undefined) {
    found = Object.freeze(outcomes(logic, from, event, edge).map(Object.freeze)) as readonly GuardOutcome[];
    known.set(key, found);
  }
  return found;
}

const outcomesKnown = new WeakMap<HalfLogic, Map<number, readonly GuardOutcome[]>>();

function outcomes(logic: HalfLogic, from: number, event: string, edge: number): readonly GuardOutcome[] {
  const asked = logic.failedGuards(from, event, edge).map((guard) => ({ guard, passed: false }));
  const guard = logic.edges[edge]?.guard;
  return guard === undefined ? asked : [...asked, { guard, passed: true }];
}

/** A flag of a transition's code: the event is not what the edge says, because that is a wildcard, or because there is no edge. */
const UNNAMED = 2;
