/**
 * Keeps the last transitions of one connection in a ring. Writing one costs a few stores and allocates nothing; records
 * are made only when somebody reads them.
 */
import type { HalfLogic } from '../runtime/runtime.js';
import type { GuardOutcome, TraceRecord } from './record.js';

/** The machines of one protocol; a connection that switches has several in turn. */
export interface Machines {
  readonly protocol: { readonly name: string };
  readonly read: HalfLogic;
  readonly write: HalfLogic;
}

export class Recorder {
  readonly #connection: string;
  readonly #machines: Machines[];
  readonly #size: number;
  readonly #numbers: Float64Array;
  readonly #events: string[];
  #count = 0;
  /** Where the next one goes; always `#count` modulo `#size`, which takes longer to work out than the rest. */
  #place = 0;

  /** @param size how many transitions are kept; an integer from 1 */
  constructor(connection: string, machines: Machines, size: number) {
    if (!Number.isInteger(size) || size < 1)
      throw new RangeError(`a recorder must keep at least 1 transition, not ${size}`);
    this.#connection = connection;
    this.#machines = [machines];
    this.#size = size;
    this.#numbers = new Float64Array(size * COLUMNS);
    this.#events = new Array(size).fill('');
  }

  /** What is written from now on is about other machines. */
  goOnWith(machines: Machines): void {
    this.#machines.push(machines);
  }

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
    const place = this.#place;
    const at = place * COLUMNS;
    const numbers = this.#numbers;
    numbers[at] = time;
    numbers[at + 1] = half;
    numbers[at + 2] = from;
    numbers[at + 3] = to;
    numbers[at + 4] = edge;
    numbers[at + 5] = offset;
    numbers[at + 6] = length;
    numbers[at + 7] = this.#machines.length - 1;
    this.#events[place] = event;
    this.#count += 1;
    this.#place = place + 1 === this.#size ? 0 : place + 1;
  }

  /** The record written last. */
  last(): TraceRecord {
    return this.#record(this.#count - 1);
  }

  /** All records that are kept, the oldest first. */
  records(): readonly TraceRecord[] {
    const records: TraceRecord[] = [];
    for (let i = Math.max(0, this.#count - this.#size); i < this.#count; i++) records.push(this.#record(i));
    return records;
  }

  #record(sequence: number): TraceRecord {
    const place = sequence % this.#size;
    const column = (index: number) => this.#numbers[place * COLUMNS + index] as number;
    const half = column(1) === 0 ? 'read' : 'write';
    const machines = this.#machines[column(7)] as Machines;
    const logic = machines[half];
    const edge = column(4);
    // The run tells which event is being processed; a transition that needs none is not about it.
    const event = logic.edges[edge]?.event === '' ? '' : (this.#events[place] as string);
    return {
      sequence,
      time: column(0),
      connection: this.#connection,
      half,
      protocol: machines.protocol.name,
      from: logic.states[column(2)] as string,
      to: logic.states[column(3)] as string,
      event,
      edge,
      guards: outcomes(logic, column(2), event, edge),
      offset: column(5),
      length: column(6),
    };
  }
}

function outcomes(logic: HalfLogic, from: number, event: string, edge: number): readonly GuardOutcome[] {
  const asked = logic.failedGuards(from, event, edge).map((guard) => ({ guard, passed: false }));
  const guard = logic.edges[edge]?.guard;
  return guard === undefined ? asked : [...asked, { guard, passed: true }];
}

const COLUMNS = 8;
