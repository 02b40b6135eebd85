/** Requests: a command as the server gets it, and as a client writes it. */

/** A command as it arrived. */
export interface Command {
  /** In upper case; bytes that are not ASCII stand as ISO 8859-1. */
  readonly name: string;
  /** Views of the input: to keep one for long, copy it, or all that arrived with it is kept too. */
  readonly args: readonly Uint8Array[];
}

/** Name and arguments. Text is sent as UTF-8, a number in decimal digits. */
export type Request = readonly [name: string | Uint8Array, ...args: (string | Uint8Array | number | bigint)[]];

/** A request without a name (`*0`, an empty line): well-formed, and not answered. */
export const EMPTY_COMMAND: Command = { name: '', args: [] };
