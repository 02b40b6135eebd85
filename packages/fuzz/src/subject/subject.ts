import type { Canonical } from '../canonical/canonical.js';
import type { MemoryContract } from './memory-contract.js';
import type { Parser } from './parser.js';
import type { Recipe } from './recipe.js';
import type { Sink } from './sink.js';

/**
 * What is fuzzed: a way to open one fresh parser per run.
 *
 * A subject keeps nothing between runs. Two runs over the same chunks must give the same messages.
 */
export interface Subject<Message = unknown> {
  /** What the report calls the parser. Default: the name of the package, else `subject`. */
  readonly name?: string;
  /** Name of the npm package under test; the report looks its version up from the working directory. */
  readonly package?: string;
  /** Opens a parser that reports to `sink`. May be asynchronous. */
  open(sink: Sink<Message>): Parser | PromiseLike<Parser>;
  /** What counts as the same output. Default: the same messages in the same order, errors of the same kind. */
  readonly canonical?: Canonical<Message>;
  /**
   * Whether `write` may be called again before the promise of the call before has resolved, as a `node:stream` allows.
   * Default false; the adapters of streams say true.
   */
  readonly overlappingWrites?: boolean;
  /** What the parser promises about memory. A promise that it breaks fails the test; without one it is only reported. */
  readonly contract?: MemoryContract;
  /** How to open the parser in a regression test without this package. The adapters supply it. */
  readonly recipe?: Recipe;
}

/** What an adapter takes beside the parser itself. */
export type SubjectOptions<Message> = Pick<
  Subject<Message>,
  'name' | 'package' | 'canonical' | 'contract' | 'overlappingWrites'
>;
