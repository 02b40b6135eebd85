import { types } from 'node:util';
import { unknownName } from '../subject/nearest.js';
import { FuzzUsageError } from '../subject/usage-error.js';

/** An input as a user may write it. Strings are UTF-8. */
export type Input = string | Uint8Array;

/** An input with what the parser must give for it, however it is cut. */
export interface Pair<Message = unknown> {
  readonly input: Input;
  /** The messages, in order. For adapters of events a message is `{ event, args }`. */
  readonly output: readonly Message[];
}

/** Inputs, alone or with what must come of them, alone or with names for the report. */
export type Corpus<Message = unknown> =
  | Input
  | readonly (Input | Pair<Message>)[]
  | Readonly<Record<string, Input | Pair<Message>>>;

/** An input with the name under which reports mention it. */
export interface NamedInput {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** What must come of it, where that was given. */
  readonly output?: readonly unknown[];
}

/** Throws FuzzUsageError (`EMPTY_CORPUS`, `INVALID_OPTION`) if there is no input, or none that can be cut. */
export function readCorpus(corpus: Corpus | undefined): NamedInput[] {
  if (typeof (corpus as { then?: unknown } | undefined)?.then === 'function') {
    throw new FuzzUsageError('INVALID_OPTION', 'the corpus is a promise: await it');
  }
  const entries = entriesOf(corpus);
  if (entries.length === 0) throw new FuzzUsageError('EMPTY_CORPUS', 'the corpus is empty: give at least one input');
  const inputs = entries.map(([name, entry]) => toInput(name, entry));
  if (inputs.every(({ bytes }) => bytes.length < 2)) {
    throw new FuzzUsageError('EMPTY_CORPUS', 'no input of the corpus has two bytes, so that none can be cut');
  }
  return inputs;
}

export function toBytes(name: string, input: Input): Uint8Array {
  if (typeof input === 'string') return Buffer.from(input, 'utf8');
  // A copy, so that a subject which writes into its input cannot change the corpus.
  if (input instanceof Uint8Array) return Uint8Array.from(input);
  // Some test runners give each test file classes of its own.
  if (types.isUint8Array(input)) {
    const { buffer, byteOffset, byteLength } = input as ArrayBufferView;
    return Uint8Array.from(new Uint8Array(buffer, byteOffset, byteLength));
  }
  const nearly = types.isAnyArrayBuffer(input) || ArrayBuffer.isView(input);
  throw new FuzzUsageError(
    'INVALID_OPTION',
    `${name} is neither a string nor a Uint8Array${nearly ? ': wrap it, new Uint8Array(…)' : misspelt(input)}`,
  );
}

/** What `{ input, output }` looks like where one of the two is written in another way. */
function misspelt(entry: unknown): string {
  if (typeof entry !== 'object' || entry === null || !('input' in entry || 'output' in entry)) return '';
  const wrong = Object.keys(entry).find((key) => key !== 'input' && key !== 'output');
  return wrong === undefined
    ? ': `{ input, output }` needs both'
    : `: ${unknownName('property', wrong, ['input', 'output'])}`;
}

function entriesOf(corpus: Corpus | undefined): [string, Input | Pair][] {
  if (corpus === undefined || corpus === null) return [];
  if (typeof corpus === 'string' || ArrayBuffer.isView(corpus) || types.isAnyArrayBuffer(corpus)) {
    return [['corpus', corpus as Input]];
  }
  if (typeof corpus !== 'object') {
    throw new FuzzUsageError(
      'INVALID_OPTION',
      'the corpus is an array of strings or buffers, or an object of them by name',
    );
  }
  const instead = insteadOf(corpus);
  if (instead !== undefined) throw new FuzzUsageError('INVALID_OPTION', `the corpus is ${instead}`);
  const iterable = corpus as Partial<Iterable<Input | Pair>>;
  if (typeof iterable[Symbol.iterator] === 'function') {
    return Array.from(iterable as Iterable<Input | Pair>, (entry, index) => [`corpus[${index}]`, entry]);
  }
  if (isPair(corpus)) return [['corpus', corpus as unknown as Pair]];
  return Object.entries(corpus as Readonly<Record<string, Input | Pair>>);
}

/** What to do with something that holds inputs, and is none of the things that a corpus may be. */
function insteadOf(corpus: object): string | undefined {
  if (corpus instanceof Map) return 'a Map: give Object.fromEntries(map)';
  if (corpus instanceof URL) return 'a URL: read it, readFileSync(url)';
  const stream = corpus as { pipe?: unknown; getReader?: unknown };
  if (typeof stream.pipe === 'function' || typeof stream.getReader === 'function') {
    return 'a stream: read it first, and give the bytes';
  }
  return undefined;
}

function toInput(name: string, entry: Input | Pair): NamedInput {
  if (typeof entry !== 'object' || ArrayBuffer.isView(entry) || !isPair(entry)) {
    return { name, bytes: toBytes(name, entry) };
  }
  if (!Array.isArray(entry.output)) {
    throw new FuzzUsageError('INVALID_OPTION', `${name}: \`output\` must be the array of messages`);
  }
  return { name, bytes: toBytes(name, entry.input), output: entry.output };
}

function isPair(entry: unknown): entry is Pair {
  return typeof entry === 'object' && entry !== null && 'input' in entry && 'output' in entry;
}
