/** The frames of one half, whose fields are named as soon as their bytes are known: those that are sent are known after the transition. */
import type { CapturedFrame, StageView } from '@wirechart/core';
import type { Field, LateNames } from '../feed.js';
import type { Step } from '../wire/messages.js';
import { fieldsOf } from './fields-of.js';
import { FrameBytes } from './frame-bytes.js';

export class NamedFrames {
  readonly #half: 'read' | 'write';
  readonly #bytes = new FrameBytes();
  /** Where the last frame ended. */
  #end = 0;
  /** Up to where bytes have passed. */
  #passed = 0;
  #due: Due[] = [];
  /** What steps lack that were told already. */
  #late: LateNames[] = [];
  #previous: CapturedFrame['previous'];

  constructor(half: 'read' | 'write') {
    this.#half = half;
  }

  /** Returns what steps that were told before have got of it. */
  passed(offset: number, pieces: readonly Uint8Array[]): readonly LateNames[] {
    this.#late = [];
    this.#passed = offset;
    for (const piece of pieces) {
      this.#bytes.add(this.#passed, piece);
      this.#passed += piece.length;
    }
    while (this.#due[0] !== undefined && endOf(this.#due[0]) <= this.#passed) this.#name(this.#due.shift() as Due);
    return this.#late;
  }

  /** A transition was taken; its frame, if it has one, may follow on bytes that passed without one. */
  moved(step: Named, event: string, stage: StageView): void {
    const { offset, length } = step;
    if (this.#half === 'read') this.#add({ step, stage, event, offset, length });
    else {
      this.#add({ step, stage, event: SEND, offset: this.#end, length: offset - this.#end });
      this.#add({ step, stage, event: SEND, offset, length });
    }
  }

  /** Steps are told: what has not passed by now is known later. Of what waits for very long, only the last is. */
  settle(): void {
    this.#due = this.#due.slice(-MOST_DUE).map((due) => (due.isTold ? due : { ...due, isTold: true }));
  }

  #add(due: Due): void {
    const end = endOf(due);
    // What follows from a transition without bytes of its own is recorded with the same frame.
    if (due.length <= 0 || end <= this.#end) return;
    this.#end = end;
    if (end <= this.#passed && this.#due.length === 0) this.#name(due);
    else this.#due.push(due);
  }

  #name({ step, stage, event, offset, length, isTold }: Due): void {
    const bytes = this.#bytes.from(offset, length);
    const frame = { half: this.#half, role: stage.role, event, bytes, length, previous: this.#previous };
    // It may keep, and write into, what it is given.
    this.#previous = bytes.length === 0 ? undefined : { event, bytes: bytes.slice() };
    this.#bytes.forgetBefore(offset + length);
    const fields = fieldsOf(stage, frame, offset);
    if (fields.length === 0) return;
    if (isTold) this.#late.push({ step: step.sequence, fields });
    else step.fields = [...(step.fields ?? []), ...fields];
  }
}

/** A frame whose fields are to be named, for a step that is told. */
interface Due {
  readonly step: Named;
  readonly stage: StageView;
  readonly event: string;
  readonly offset: number;
  readonly length: number;
  readonly isTold?: boolean;
}

type Named = Omit<Step, 'fields'> & { fields?: readonly Field[] };

const endOf = ({ offset, length }: Due): number => offset + length;

/** Frames of one direction that wait. */
const MOST_DUE = 1000;
/** The event of the write half. */
const SEND = 'send';
