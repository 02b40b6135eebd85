/** One connection watched in full: every transition, what it changed, and the bytes. What is not fetched in time is dropped, the oldest first. */
import { type ConnectionObserver, type HalfView, needWords, type StageView } from '@wirechart/core';
import type { Chunk, Deadline, HalfStanding } from '../feed.js';
import type { Step, Steps } from '../wire/messages.js';
import type { Catalogue } from './catalogue.js';
import { drawnState } from './drawn.js';
import { NamedFrames } from './named-frames.js';
import { plainContext } from './plain.js';
import { stepsOfTrace } from './trace-steps.js';
import type { Tracked } from './tracked.js';

export class Capture implements ConnectionObserver {
  readonly #tracked: Tracked;
  readonly #catalogue: Catalogue;
  readonly #payload: boolean;
  readonly #now: () => number;
  #steps: Mutable<Step>[] = [];
  #chunks: Chunk[] = [];
  /** Bytes of payload in the chunks that wait. */
  #held = 0;
  #sequence: number;
  /** Said with the first message, and where something had to be dropped. */
  #missed: Steps['missed'];
  // What each half had at the last step.
  readonly #contexts: unknown[] = [undefined, undefined];
  readonly #stages: (StageView | undefined)[] = [undefined, undefined];
  readonly #frames = [new NamedFrames('read'), new NamedFrames('write')] as const;

  constructor(tracked: Tracked, catalogue: Catalogue, payload: boolean, now: () => number) {
    this.#now = now;
    this.#tracked = tracked;
    this.#catalogue = catalogue;
    this.#payload = payload;
    const { received, written, queued, stage, read, write } = this.#look();
    // What its recorder has kept is told first.
    this.#steps = stepsOfTrace(tracked.connection.connection.trace, catalogue.idOf(stage), catalogue);
    this.#sequence = (this.#steps.at(-1)?.sequence ?? -1) + 1;
    this.#missed = { records: this.#steps[0]?.sequence ?? 0, in: received, out: written - queued };
    this.#contexts[0] = read.context;
    this.#contexts[1] = write?.context;
    // Where nothing has arrived it begins now.
    if (received === 0 && written === 0) this.#enter(0, stage);
    else this.#stages.fill(stage);
  }

  /** How much came before what is new. */
  get position(): NonNullable<Steps['missed']> {
    const { received, written } = this.#look();
    const first = (direction: 'in' | 'out') => this.#chunks.find((chunk) => chunk.direction === direction)?.offset;
    return {
      records: this.#steps[0]?.sequence ?? this.#sequence,
      in: first('in') ?? received,
      out: first('out') ?? written,
    };
  }

  /** What is new since the last time. */
  take(time: number): Steps {
    for (const frames of this.#frames) frames.settle();
    const { stage, read, write } = this.#look();
    const steps: Steps = {
      type: 'steps',
      id: this.#tracked.id,
      time,
      ...(this.#missed === undefined ? {} : { missed: this.#missed }),
      records: this.#steps,
      chunks: this.#chunks,
      read: this.#standing(read, 'read', stage),
      ...(write === undefined ? {} : { write: this.#standing(write, 'write', stage) }),
    };
    this.#missed = undefined;
    this.#steps = [];
    this.#chunks = [];
    this.#held = 0;
    return steps;
  }

  // What the connection tells.

  transitioned(
    half: number,
    from: number,
    to: number,
    event: string,
    edge: number,
    offset: number,
    length: number,
  ): void {
    const { stage } = this.#look();
    this.#enter(half, stage);
    const logic = half === 0 ? stage.read : stage.write;
    const guard = logic.edges[edge]?.guard;
    const asked = logic.failedGuards(from, event, edge).map((name) => ({ guard: name, passed: false }));
    const step: Mutable<Step> = {
      sequence: this.#sequence,
      time: this.#now(),
      half: half === 0 ? 'read' : 'write',
      protocol: this.#catalogue.idOf(stage),
      from: drawnState(logic, from),
      to: drawnState(logic, to),
      event: this.#eventName(logic, event, edge),
      edge,
      guards: guard === undefined ? asked : [...asked, { guard, passed: true }],
      offset,
      length,
    };
    this.#push(step);
    // Fields are for who sees the bytes.
    if (this.#payload) this.#frames[half === 0 ? 0 : 1].moved(step, event, stage);
  }

  processed(half: number): void {
    const { stage, read, write } = this.#look();
    const view = half === 0 ? read : write;
    if (view === undefined || this.#contexts[half] === view.context) return;
    this.#contexts[half] = view.context;
    const name = half === 0 ? 'read' : 'write';
    const last = this.#steps.findLast((step) => step.half === name);
    if (last !== undefined && this.#stages[half] === stage) last.context = plainContext(view.context, this.#payload);
  }

  received(chunk: Uint8Array, offset: number): void {
    this.#chunk('in', offset, [chunk]);
  }

  sent(pieces: readonly Uint8Array[], offset: number): void {
    this.#chunk('out', offset, pieces);
  }

  #chunk(direction: 'in' | 'out', offset: number, pieces: readonly Uint8Array[]): void {
    const named = this.#payload ? this.#frames[direction === 'in' ? 0 : 1].passed(offset, pieces) : [];
    const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
    const time = this.#now();
    const keeps = this.#payload && this.#held + length <= MOST_HELD;
    if (keeps) this.#held += length;
    this.#chunks.push({
      direction,
      time,
      offset,
      length,
      ...(keeps ? { data: Buffer.concat(pieces).toString('base64') } : {}),
      ...(named.length === 0 ? {} : { named }),
    });
    if (this.#chunks.length > MOST) this.#chunks.splice(0, MOST / 2);
  }

  #push(step: Mutable<Step>): void {
    this.#steps.push(step);
    this.#sequence += 1;
    if (this.#steps.length <= MOST) return;
    this.#steps.splice(0, MOST / 2);
    this.#missed = this.position;
  }

  /** A half that was not seen before, or that runs another machine now, has entered its initial state. */
  #enter(half: number, stage: StageView): void {
    if (this.#stages[half] === stage) return;
    this.#stages[half] = stage;
    const { read, write } = this.#look();
    const view = half === 0 ? read : write;
    if (view === undefined) return;
    this.#contexts[half] = view.context;
    this.#push({
      sequence: this.#sequence,
      time: this.#now(),
      half: half === 0 ? 'read' : 'write',
      protocol: this.#catalogue.idOf(stage),
      from: -1,
      to: drawnState(half === 0 ? stage.read : stage.write, view.state),
      event: 'xstate.init',
      edge: -1,
      guards: [],
      offset: 0,
      length: 0,
      context: plainContext(view.context, this.#payload),
    });
  }

  /** A type that a machine does not name may have come from the remote. */
  #eventName(logic: StageView['read'], event: string, edge: number): string {
    const declared = logic.edges[edge]?.event;
    if (declared === '') return '';
    if (this.#payload || declared === event) return event;
    return logic.edges.some((other) => other.event === event) ? event : (declared ?? '*');
  }

  #standing(view: HalfView, half: 'read' | 'write', stage: StageView): HalfStanding {
    const { need, needed } = view;
    const { buffered } = this.#look();
    return {
      state: drawnState(stage[half], view.state),
      context: plainContext(view.context, this.#payload),
      ...(need === undefined
        ? {}
        : {
            need: {
              text: needWords(need),
              has: buffered,
              ...(needed === undefined ? {} : { needs: needed }),
              ...(need.kind === 'stream' ? { streams: true } : {}),
            },
          }),
      deadlines: view.timers.map(({ event, due }): Deadline => ({ name: delayName(event, stage[half]), at: due })),
    };
  }

  #look() {
    return this.#tracked.connection.connection.look();
  }
}

/** The name of a delay, by the type of the event that it raises. */
function delayName(event: string, { machine }: StageView['read']): string {
  const name = event.slice('xstate.after.'.length);
  const id = name.indexOf(`.${machine.id}`);
  const delay = id < 0 ? name : name.slice(0, id);
  return Number.isNaN(Number(delay)) ? delay : `${delay} ms`;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Records, and chunks, that wait to be fetched. */
const MOST = 5000;
/** Bytes of payload that wait to be fetched. */
const MOST_HELD = 4 << 20;
