/**
 * Roughly how much memory messages hold, whatever they are: for a limit, not for an account.
 *
 * Bytes of a message are views of the chunk that they came in, and keep all of it alive. So a scale remembers what it has weighed last:
 * the first view of a chunk weighs as much as the chunk, those that follow it nothing but themselves.
 */
export class Scale {
  /** The memory that was weighed last. */
  #memory: ArrayBufferLike | undefined;

  /** Characters of its texts, memory that its bytes keep alive, and something for each value. What it has twice counts once. */
  weigh(message: unknown): number {
    if (!isNested(message)) return this.#weighFlat(message);
    return this.#weighNested(message);
  }

  #weighNested(message: object): number {
    let sum = 0;
    let nested: Set<object> | undefined;
    const lookAt = (value: object) => {
      sum += OBJECT;
      for (const part of partsOf(value)) {
        if (isNested(part)) {
          nested ??= new Set([message]);
          nested.add(part);
        } else sum += this.#weighFlat(part);
      }
    };
    lookAt(message);
    if (nested === undefined) return sum;
    // A set hands out what is added to it on the way.
    for (const value of nested) if (value !== message) lookAt(value);
    return sum;
  }

  #weighFlat(value: unknown): number {
    if (typeof value === 'string') return EACH + value.length;
    if (!ArrayBuffer.isView(value)) return EACH;
    const { buffer, byteLength } = value;
    // Of nothing, there may be one for all.
    if (byteLength === 0) return EACH;
    if (buffer === this.#memory) return VIEW + byteLength;
    this.#memory = buffer;
    return VIEW + Math.max(byteLength, Math.min(buffer.byteLength, MOST_AROUND));
  }
}

/** Whether there are values in it to be weighed by themselves. */
const isNested = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !ArrayBuffer.isView(value);

function partsOf(value: object): Iterable<unknown> {
  if (Array.isArray(value) || value instanceof Set) return value;
  if (value instanceof Map) return [...value.keys(), ...value.values()];
  return Object.values(value);
}

/** Bytes: a view of something larger (the memory of a program) is no view of a chunk. */
const MOST_AROUND = 1024 * 1024;
/** What an engine takes for a value, at least; for an object or an array of nothing; and for a view of bytes. */
const EACH = 8;
const OBJECT = 48;
const VIEW = 96;
