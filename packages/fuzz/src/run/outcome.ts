/** One event of a run in canonical form. Equal events have equal `stream` and `text`. */
export interface RecordedEvent {
  /** The sub-stream; empty where one order holds for all. */
  readonly stream: string;
  readonly text: string;
  /** The message itself, where it is a string and compared as it is. */
  readonly raw?: string;
}

/** How a run ended. */
export type Verdict =
  | { readonly type: 'finished' }
  | { readonly type: 'failed'; readonly kind: string; readonly text: string; readonly limit: boolean }
  | { readonly type: 'hung'; readonly during: HangPoint }
  | { readonly type: 'crashed'; readonly text: string };

/** What a parser did not come back from: a loop that never yields, or a promise that never settles. */
export type HangPoint = 'loop' | 'open' | 'write' | 'end' | 'settling';

/** How far an output has come. Equal outputs that have come equally far have equal values. */
export interface Reach {
  /** Events that are complete: a number, or a text that has one for each sub-stream. A piece is, once something else follows it. */
  readonly events: number | string;
  /** How much there is of the pieces that may go on. */
  readonly pieces: number | string;
}

/** How far the output had come when a chunk had been taken. */
export interface Progress extends Reach {
  /** Input bytes written so far. */
  readonly offset: number;
  readonly failed: boolean;
}

/** What a parser did to memory that was not its own. */
export type MemoryBreach = 'keeps-input' | 'changes-input' | 'aliases-input' | 'changes-output';

/** Everything that one run showed, as plain data. */
export interface Outcome {
  readonly events: readonly RecordedEvent[];
  readonly verdict: Verdict;
  /** How far the output had come in the end. */
  readonly reach: Reach;
  /** One entry for each chunk after which the output could be looked at; none where chunks came in one tick. */
  readonly progress: readonly Progress[];
  readonly positions: readonly string[];
  readonly breaches: readonly MemoryBreach[];
  /** Some call returned a promise, or events came after the last call had returned. */
  readonly asynchronous: boolean;
  /** Events came only after waiting in milliseconds, not in turns of the event loop. */
  readonly slow: boolean;
  /** What the run opened and left open, which may bring more. Looked at where the run was alone. */
  readonly pending: readonly string[];
  /** Wall time in milliseconds, without the time spent waiting for quiet. */
  readonly duration: number;
  /** Milliseconds spent in calls of the parser, where they were measured. */
  readonly busy: number;
  /** What the subject itself threw outside the parser: in `open`, `dispose` or a function of its canonical form. */
  readonly subjectError?: string;
}

const NONE: readonly never[] = [];

/** The outcome of a run of which only the end is known. */
export function bareOutcome(verdict: Verdict, duration = 0): Outcome {
  return {
    events: NONE,
    verdict,
    reach: { events: 0, pieces: 0 },
    progress: NONE,
    positions: NONE,
    breaches: NONE,
    asynchronous: false,
    slow: false,
    pending: NONE,
    duration,
    busy: 0,
  };
}
