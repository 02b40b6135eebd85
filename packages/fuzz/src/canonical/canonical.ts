/** A part of a longer text or byte sequence that a parser may deliver in any number of events. */
export interface Piece {
  /** What it is a part of. Adjacent pieces of the same thing merge. */
  readonly of: string;
  readonly data: string | Uint8Array;
}

/** What counts as the same output. Everything is optional; the functions must not change what they are given. */
export interface Canonical<Message = unknown> {
  /** The part of a message that is compared. Default: all of it. */
  project?(message: Message): unknown;
  /** Says that a message is a piece, which merges with adjacent pieces of the same thing. Default: none is. */
  piece?(message: Message): Piece | undefined;
  /** The sub-stream that a message belongs to. Order then counts only within a sub-stream. Default: one order for all. */
  stream?(message: Message): string | number;
  /** Names of properties with identifiers that differ from run to run. They are renamed in order of appearance. */
  readonly ids?: readonly string[];
  /** The kind of an error, which is what is compared. Default: its string `code`, else its `name`. */
  errorKind?(error: unknown): string;
  /** True for an error that says a limit was passed. Differences in such errors are reported but do not fail. */
  isLimit?(error: unknown): boolean;
  /** Position of a message in the input. Compared apart from the message, and only reported. */
  position?(message: Message): unknown;
}
