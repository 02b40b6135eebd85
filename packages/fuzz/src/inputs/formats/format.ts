import type { Input } from '../corpus.js';

/** What to begin with for a parser of a format: inputs that it should accept, and what the format is made of. */
export interface Format {
  readonly corpus: readonly Input[];
  readonly dictionary: readonly Input[];
}

export function bytes(...parts: readonly (number | string | Uint8Array)[]): Uint8Array {
  return Buffer.concat(parts.map((part) => (typeof part === 'number' ? Buffer.of(part) : Buffer.from(part as string))));
}
