/**
 * Keeps the last transitions of one connection in a ring. Writing one costs a few stores and allocates nothing; records
 * are made only when somebody reads them.
 */
import type { HalfLogic } from '../runtime/runtime.js';
import {
  between,
  type Clock,
  type Entry,
  edgeCode,
  edgeOf,
  fromOf,
  Ring,
  STILL,
  Tape,
  toOf,
  UNNAMED,
} from '../runtime/tape.js';
import type { GuardOutcome, TraceRecord } from './record.js';

/** The machines of one protocol; a connection that switches has several in turn. */
export interface Machines {
  readonly protocol: { readonly name: string };
  readonly read: HalfLogic;
  readonly write: HalfLogic;
}

export class Recorder {
  /** What the halves write on by themselves. */
  readonly tapes: readonly [read: Tape, write: Tape];
  readonly #ring: Ring;
  readonly #connection: string;
  /** What {@link Recorder.write} has written last. */
  #written: Entry;
  /** The machines, and from which place in the sequence on the records are about them. */
  readonly #stages: { readonly machines: Machines; readonly from: number }[];
  /** Types of events, by their place, where they are not what the edge says. */
  #events: string[] | undefined;

  /**
   * @param size how many transitions are kept; an integer from 1
   * @param clock has the time of what halves write by themselves. Default: they do not
   */
  constructor(connection: string, machines: Machines, size: number, clock: Clock = STILL) {
    if (!Number.isInteger(size) || size < 1)
      throw new RangeError(`a recorder must keep at least 1 transition, not ${size}`);
    this.#connection = connection;
    this.#stages = [{ machines, from: 0 }];
    const ring = new Ring(size);
    this.#ring = ring;
    this.#written = ring.entry;
    this.tapes = [new Tape(ring, clock, 0), new Tape(ring, clock, 1)];
  }

  /** What is written from now on is about other machines. */
  goOnWith(machines: Machines): void {
    // Of those before, the ones that records are kept of are needed still.
    const { count, size } = this.#ring;
    const oldest = count - size;
    while (this.#stages.length > 1 && (this.#stages[1] as Stage).from <= oldest) this.#stages.shift();
    this.#stages.push({ machines, from: count });
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
    const ring = this.#ring;
    const { entry } = ring;
    const { machines } = this.#stages.at(-1) as Stage;
    const declared = machines[half === 0 ? 'read' : 'write'].edges[edge]?.event;
    const named = declared === event || declared === '';
    if (!named) {
      this.#events ??= new Array(ring.size).fill('');
      this.#events[ring.count % ring.size] = event;
    }
    entry.time = time;
    entry.offset = offset;
    entry.length = length;
    entry.between = between(from, to);
    entry.code = edgeCode(edge) + half + (named ? 0 : UNNAMED);
    this.#written = entry;
    ring.entry = entry.next;
    ring.count += 1;
  }

  /** The record that {@link Recorder.write} has written last. */
  last(): TraceRecord {
    return this.#record(this.#written, this.#ring.count - 1);
  }

  /** All records that are kept, the oldest first. */
  records(): readonly TraceRecord[] {
    const records: TraceRecord[] = [];
    let { entry } = this.#ring;
    const { count, size } = this.#ring;
    for (let at = count - size; at < count; at++, entry = entry.next) {
      if (at >= 0) records.push(this.#record(entry, at));
    }
    return records;
  }

  #record({ time, offset, length, between: places, code }: Entry, sequence: number): TraceRecord {
    const { machines } = this.#stages.findLast((stage) => stage.from <= sequence) as Stage;
    const from = fromOf(places);
    const edge = edgeOf(code);
    const half = (code & 1) === 0 ? 'read' : 'write';
    const isNamed = (code & UNNAMED) === 0;
    const logic = machines[half];
    const event = (isNamed ? logic.edges[edge]?.event : this.#events?.[sequence % this.#ring.size]) as string;
    return {
      sequence,
      time,
      connection: this.#connection,
      half,
      protocol: machines.protocol.name,
      from: logic.states[from] as string,
      to: logic.states[toOf(places)] as string,
      event,
      edge,
      guards: isNamed ? knownOutcomes(logic, from, event, edge) : outcomes(logic, from, event, edge),
      offset,
      length,
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
  const key = edge * 2 ** 32 + from;
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
