/** Which bytes belong to which transition, in both directions. */
import type { Chunk, RecordedStep, Watched } from '../feed.js';
import { bytes } from './format.js';
import type { WatchedHistory } from './model.js';

/** Bytes of one direction that one transition was about. */
export interface Frame {
  readonly offset: number;
  readonly length: number;
  /** Its place among the frames of its direction. */
  readonly index: number;
  readonly step: RecordedStep;
  /** These bytes passed while the half stood where it was: before the transition, or after it where nothing has come since. */
  readonly passed?: 'before' | 'after';
}

/**
 * The frames of a direction in order. What follows from a transition without bytes of its own (`always`, a raised event) is
 * recorded with the same bytes: the first in the sequence stands for them. Bytes that passed without a transition (a piece of a stream,
 * a message that was sent while another one was being sent) belong to the next one, which could only come after them.
 */
export function framesOf(
  { records, missed, standing, row }: Watched | WatchedHistory,
  half: 'read' | 'write',
): Frame[] {
  const own = records.filter((step) => step.half === half);
  const frames: Frame[] = [];
  // Where a half begins anew its offset is not told.
  const moves = own.filter(({ from }) => from !== -1);
  // Of what came before, the first frame may have a part; where transitions are not kept, nobody knows which had the bytes before it.
  const before = half === 'read' ? missed.in : missed.out;
  const first = moves[0]?.offset ?? before;
  let end = missed.records === 0 ? Math.min(first, before) : first;
  const add = (step: RecordedStep, to: number, passed?: Frame['passed']): void => {
    if (to <= end) return;
    const frame = { offset: end, length: to - end, index: frames.length, step };
    frames.push(passed === undefined ? frame : { ...frame, passed });
    end = to;
  };
  for (const step of moves) {
    add(step, step.offset, 'before');
    add(step, step.offset + step.length);
  }
  const { need } = standing.read;
  const last = own.at(-1);
  if (half === 'read' && need?.streams === true && last !== undefined) add(last, row.bytesIn - need.has, 'after');
  return frames;
}

/** A frame in words: `line: 12 B`. */
export function frameText({ step, length, passed }: Frame): string {
  const event = step.event || 'always';
  return `${passed === undefined ? event : `${passed} ${event}`}: ${bytes(length)}`;
}

/** The frame that a byte is part of. */
export function frameAt(frames: readonly Frame[], offset: number): Frame | undefined {
  let low = 0;
  let high = frames.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const frame = frames[middle] as Frame;
    if (frame.offset + frame.length <= offset) low = middle + 1;
    else high = middle;
  }
  const frame = frames[low];
  return frame !== undefined && frame.offset <= offset ? frame : undefined;
}

/** The bytes of one direction, as far as they are known. */
export class Bytes {
  readonly #chunks: readonly Chunk[];
  readonly start: number;
  readonly end: number;

  constructor(chunks: readonly Chunk[], direction: 'in' | 'out') {
    this.#chunks = chunks.filter((chunk) => chunk.direction === direction);
    const last = this.#chunks.at(-1);
    this.start = this.#chunks[0]?.offset ?? 0;
    this.end = last === undefined ? 0 : last.offset + last.length;
  }

  get known(): boolean {
    return this.#chunks.some(({ data }) => data !== undefined);
  }

  /** The byte at an offset; undefined where it is not known. */
  at(offset: number): number | undefined {
    const chunk = this.#chunkAt(offset);
    return chunk?.data === undefined ? undefined : decoded(chunk)[offset - chunk.offset];
  }

  #chunkAt(offset: number): Chunk | undefined {
    let low = 0;
    let high = this.#chunks.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const { offset: begin, length } = this.#chunks[middle] as Chunk;
      if (begin + length <= offset) low = middle + 1;
      else high = middle;
    }
    const chunk = this.#chunks[low];
    return chunk !== undefined && chunk.offset <= offset ? chunk : undefined;
  }
}

function decoded(chunk: Chunk): Uint8Array {
  let bytes = cache.get(chunk);
  if (bytes === undefined) {
    bytes = Uint8Array.from(atob(chunk.data ?? ''), (character) => character.charCodeAt(0));
    cache.set(chunk, bytes);
  }
  return bytes;
}

const cache = new WeakMap<Chunk, Uint8Array>();
