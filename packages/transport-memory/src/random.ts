/**
 * Random numbers from a seed: the same on every machine, since only 32-bit integer arithmetic is used.
 * The generator is sfc32 (Chris Doty-Humphrey, PractRand), its state filled by the finalizer of MurmurHash3.
 */
export class Random {
  readonly #seed: number;
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  /** @param seed a whole number; its low 32 bits count. @throws RangeError for anything else. */
  constructor(seed: number) {
    if (!Number.isSafeInteger(seed)) throw new RangeError(`a seed must be a whole number, not ${seed}`);
    this.#seed = seed | 0;
    this.#a = mix(this.#seed);
    this.#b = mix(this.#a ^ GOLDEN);
    this.#c = mix(this.#b ^ GOLDEN);
    // A seed with few bits set needs some rounds before its outputs stop resembling those of its neighbours.
    for (let i = 0; i < 12; i++) this.uint32();
  }

  /** A whole number from 0 to 2³²-1. */
  uint32(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }

  /** A whole number from `min` to `max`, both included; they lie less than 2³² apart. */
  integer(min: number, max: number): number {
    const span = max - min + 1;
    // Numbers above the last whole multiple of the span would favour the low ones.
    const fair = RANGE - (RANGE % span);
    for (;;) {
      const value = this.uint32();
      if (value < fair) return min + (value % span);
    }
  }

  /** A number from 0 up to, not including, 1. */
  fraction(): number {
    return this.uint32() / RANGE;
  }

  /** A generator of its own for a purpose: what one purpose draws does not move what another one gets. */
  fork(purpose: string): Random {
    let hash = this.#seed ^ FNV_OFFSET;
    for (let i = 0; i < purpose.length; i++) hash = Math.imul(hash ^ purpose.charCodeAt(i), FNV_PRIME);
    return new Random(mix(hash));
  }
}

function mix(value: number): number {
  let x = value | 0;
  x = Math.imul(x ^ (x >>> 16), 0x85eb_ca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2_ae35);
  return (x ^ (x >>> 16)) | 0;
}

const RANGE = 2 ** 32;
const GOLDEN = 0x9e37_79b9;
const FNV_OFFSET = 0x811c_9dc5;
const FNV_PRIME = 0x0100_0193;
