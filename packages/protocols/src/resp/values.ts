/**
 * Replies as values.
 *
 * | on the wire | value |
 * |-|-|
 * | `+` simple string | string |
 * | `$` bulk string | Uint8Array (a client may ask for text) |
 * | `-` error, `!` bulk error | {@link ErrorReply} |
 * | `:` integer | number; bigint beyond 2^53 - 1 |
 * | `,` double | number; {@link Double} to send one that is an integer |
 * | `(` big number | bigint |
 * | `#` boolean, `_` null (and `$-1`, `*-1`) | boolean, null |
 * | `=` verbatim string | {@link Verbatim} |
 * | `*` array, `~` set, `%` map | array, Set, Map |
 * | `>` push | {@link Push} |
 * | `|` attribute, then a value | {@link Attributed} |
 */
export type RespValue =
  | string
  | number
  | bigint
  | boolean
  | null
  | Uint8Array
  | ErrorReply
  | Double
  | Verbatim
  | Null
  | readonly RespValue[]
  | ReadonlySet<RespValue>
  | ReadonlyMap<RespValue, RespValue>
  | Push
  | Attributed;

/** An error that the server replied: a value like others, since the connection is well. */
export class ErrorReply {
  /** The whole text, for example `ERR unknown command 'X'`. */
  readonly message: string;

  constructor(message: string) {
    this.message = message;
  }

  /** The first word: `ERR`, `WRONGTYPE`, `NOAUTH` … */
  get code(): string {
    return this.message.split(' ', 1)[0] as string;
  }
}

/** A number to be sent as a double also where it is an integer. */
export class Double {
  readonly value: number;

  constructor(value: number) {
    this.value = value;
  }
}

/** Text with a hint how to show it. */
export class Verbatim {
  /** Three characters: `txt` or `mkd`. */
  readonly format: string;
  readonly bytes: Uint8Array;

  constructor(format: string, bytes: Uint8Array) {
    this.format = format;
    this.bytes = bytes;
  }
}

/** A null of RESP2, which has two; {@link nullBulk} and {@link nullArray} are all there are. Arrives as null. */
export class Null {
  readonly wire: string;

  constructor(wire: string) {
    this.wire = wire;
  }
}

export const nullBulk = new Null('$-1\r\n');
export const nullArray = new Null('*-1\r\n');

/** A message that is not a reply to anything; the first element says what it is about. RESP3 only. */
export class Push {
  readonly items: readonly RespValue[];

  constructor(items: readonly RespValue[]) {
    this.items = items;
  }
}

/** A value with facts about it that a client may ignore. RESP3 only. */
export class Attributed {
  readonly value: RespValue;
  readonly attributes: ReadonlyMap<RespValue, RespValue>;

  constructor(value: RespValue, attributes: ReadonlyMap<RespValue, RespValue>) {
    this.value = value;
    this.attributes = attributes;
  }
}
