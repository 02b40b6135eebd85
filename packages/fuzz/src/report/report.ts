import type { FindingClass } from '../oracles/finding-class.js';
import type { Pacing } from '../plan/chunking.js';
import type { Ending } from '../run/request.js';
import type { Interruption } from '../session/runner.js';

/** What a session found. Plain data: it can be written as JSON as it is. */
export interface Report {
  readonly subject: SubjectName;
  readonly seed: number;
  readonly runs: number;
  /** Inputs of the corpus. */
  readonly inputs: number;
  /** Whether the subject delivers later than its calls return. */
  readonly asynchronous: boolean;
  /** Milliseconds. */
  readonly elapsed: number;
  /** Ways of cutting that were tried, and those of the whole plan. Mutants whose number was not given are no part of it. */
  readonly done: number;
  readonly planned: number;
  /** Whether all of the plan was done. */
  readonly finished: boolean;
  /** Why the session ended before its plan; absent where it did not, and where it ended with the first failure. */
  readonly interrupted?: Interruption;
  /** The worst first. */
  readonly findings: readonly Finding[];
  /** A test file with a test for each finding; empty if there is none. */
  readonly regressionTests: string;
  /** Remarks on the session itself. */
  readonly notes: readonly string[];
}

export interface SubjectName {
  readonly name: string;
  /** Of the installed package, where the subject names one that can be found. */
  readonly version?: string;
}

/** How much it matters: `high` on input that the parser accepts whole, `low` where it does not fail the test. */
export type Severity = 'high' | 'medium' | 'low';

/** One kind of thing that is wrong. */
export interface Finding {
  readonly class: FindingClass;
  readonly severity: Severity;
  /** Whether it fails the test. */
  readonly fails: boolean;
  /** One sentence. */
  readonly summary: string;
  /** Whether the parser accepts the input when it is given whole. */
  readonly accepted: boolean;
  /** The input on which it was first seen, with as few cuts as show it. */
  readonly fewestCuts: Example;
  /** As few bytes as show it, which need not be valid. Absent if that is the same. */
  readonly smallest?: Example;
  /** Offsets in the input of `fewestCuts` at which one cut is enough, or after which output is late. */
  readonly offsets: readonly number[];
  /** Names of the inputs on which it was seen. */
  readonly inputs: readonly string[];
  /** Whether a real socket can bring it about, and when. */
  readonly onSocket: string;
  /** What the option `replay` takes to try just this case again: the input and the cuts of `fewestCuts`. */
  readonly replay: string;
  /** A test file that needs nothing but the parser; or a test for the file of the assertion, where it says so. */
  readonly regressionTest: string;
}

/** One input, one way to cut it, and what came of it. */
export interface Example {
  readonly input: string;
  /** The bytes, in hex. */
  readonly hex: string;
  readonly cuts: readonly number[];
  readonly pacing: Pacing;
  /** What followed the last chunk: the end of the input, a read that failed, or nothing. */
  readonly ending: Ending;
  readonly expected: Side;
  readonly actual: Side;
  /** Index of the first event that differs, if one does. */
  readonly firstDifference?: number;
}

/** What one run gave. */
export interface Side {
  readonly events: readonly string[];
  readonly verdict: string;
}
