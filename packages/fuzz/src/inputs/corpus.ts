import { FuzzUsageError } from '../subject/usage-error.js';

/** An input as a user may write it. Strings are UTF-8. */
export type Input = string | Uint8Array;

/** Inputs, alone or with names for the report. */
export type Corpus = readonly Input[] | Readonly<Record<string, Input>>;

/** An input with the name under which reports mention it. */
export interface NamedInput {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Throws FuzzUsageError (`EMPTY_CORPUS`) if there is no input, or none that can be cut. */
export function readCorpus(corpus: Corpus): NamedInput[] {
  const entries: [string, Input][] = Array.isArray(corpus)
    ? corpus.map((input: Input, index) => [`corpus[${index}]`, input])
    : Object.entries(corpus ?? {});
  if (entries.length === 0) throw new FuzzUsageError('EMPTY_CORPUS', 'the corpus is empty: give at least one input');
  const inputs = entries.map(([name, input]) => ({ name, bytes: toBytes(name, input) }));
  if (inputs.every(({ bytes }) => bytes.length < 2)) {
    throw new FuzzUsageError('EMPTY_CORPUS', 'no input of the corpus has two bytes, so that none can be cut');
  }
  return inputs;
}

export function toBytes(name: string, input: Input): Uint8Array {
  if (typeof input === 'string') return Buffer.from(input, 'utf8');
  // A copy, so that a subject which writes into its input cannot change the corpus.
  if (input instanceof Uint8Array) return Uint8Array.from(input);
  throw new FuzzUsageError('INVALID_OPTION', `${name} is neither a string nor a Uint8Array`);
}
