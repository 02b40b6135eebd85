/** What the parts of a message are called, in the words of JSON-RPC 2.0: the members of its objects (sections 4 and 5). */
import type { AnyProtocol, CapturedFrame, FrameField } from '@wirechart/core';

/**
 * A protocol whose messages are JSON-RPC, with names for their parts as well: `method`, `params` and `id` of a request (section 4), `result`,
 * `error` and `id` of a response (section 5), `error code`, `error message` and `error data` (section 5.1), in a batch of each of them
 * (section 6). What stands between them is called `JSON`. Only who looks at a connection is told; nothing is read or written by it.
 *
 * The protocols that follow it (`next`) are named likewise. What the protocol itself names stays, but for each part of it that begins as an object or a list of JSON. Masked or compressed
 * bytes stay what they are: a WebSocket's payload from a client.
 *
 * @example
 * const client = withJsonRpcFields(lines({ replies: jsonRpcReplies }));
 */
export function withJsonRpcFields<TProtocol extends AnyProtocol>(protocol: TProtocol): TProtocol {
  const { fields } = protocol;
  const named = (frame: CapturedFrame): readonly FrameField[] => {
    let at = 0;
    return (fields?.(frame) ?? [{ name: 'message', length: frame.length }]).flatMap((field) => {
      const part = frame.bytes.subarray(at, at + field.length);
      at += field.length;
      return new Members(part, field.length).list ?? field;
    });
  };
  const next = Object.entries(protocol.next).map(([state, inner]) => [state, withJsonRpcFields(inner)]);
  return { ...protocol, fields: named, next: Object.fromEntries(next) };
}

/** The members of a message that may be kept in part, or be no JSON. */
class Members {
  /** Undefined for what has no member that JSON-RPC knows. */
  readonly list: readonly FrameField[] | undefined;
  readonly #bytes: Uint8Array;
  readonly #fields: FrameField[] = [];
  /** Up to where all has a name. */
  #named = 0;
  #at = 0;

  constructor(bytes: Uint8Array, length: number) {
    this.#bytes = bytes;
    this.#blank();
    const isBatch = bytes[this.#at] === LEFT_BRACKET;
    if (isBatch) this.#at += 1;
    do this.#object('', MEMBERS);
    while (isBatch && this.#accept(COMMA));
    if (this.#fields.length > 0) {
      this.#name('JSON', length);
      this.list = this.#fields;
    }
  }

  /** An object, whose members are called by their own names after `prefix`. False where there is none, or not all of it. */
  #object(prefix: string, members: ReadonlySet<string>): boolean {
    if (!this.#accept(LEFT_BRACE)) return false;
    do {
      this.#blank();
      const start = this.#at;
      if (!this.#string()) return this.#accept(RIGHT_BRACE);
      const member = String.fromCharCode(...this.#bytes.subarray(start + 1, Math.min(this.#at - 1, start + LONGEST)));
      if (!this.#accept(COLON)) return false;
      this.#blank();
      this.#member(prefix, members.has(member) ? member : '');
    } while (this.#accept(COMMA));
    return this.#accept(RIGHT_BRACE);
  }

  /** The value of a member; one without a name belongs to what stands between the others. */
  #member(prefix: string, member: string): void {
    const start = this.#at;
    if (prefix === '' && member === 'error') {
      const named = this.#fields.length;
      this.#object('error ', ERROR_MEMBERS);
      if (this.#fields.length > named) return;
      this.#at = start;
    }
    this.#value();
    if (member === '' || this.#at === start) return;
    this.#name('JSON', start);
    this.#name(prefix + member, this.#at);
  }

  #name(name: string, end: number): void {
    if (end > this.#named) this.#fields.push({ name, length: end - this.#named });
    this.#named = Math.max(end, this.#named);
  }

  /** Goes past a value, whatever is in it, to where it or what is kept ends. */
  #value(): void {
    let depth = 0;
    do {
      if (this.#string()) continue;
      const byte = this.#bytes[this.#at];
      if (byte === LEFT_BRACE || byte === LEFT_BRACKET) depth += 1;
      else if (byte === RIGHT_BRACE || byte === RIGHT_BRACKET) depth -= 1;
      else if (depth === 0) return this.#scalar();
      this.#at += 1;
    } while (depth > 0 && this.#at < this.#bytes.length);
  }

  /** A number, `true`, `false` or `null`. */
  #scalar(): void {
    while (this.#at < this.#bytes.length && !ENDS.has(this.#bytes[this.#at] as number)) this.#at += 1;
  }

  /** Goes past a string (RFC 8259, section 7). False where there is none; a reverse solidus takes the next byte with it. */
  #string(): boolean {
    if (this.#bytes[this.#at] !== QUOTE) return false;
    for (this.#at += 1; this.#at < this.#bytes.length; this.#at++) {
      const byte = this.#bytes[this.#at];
      if (byte === REVERSE_SOLIDUS) this.#at += 1;
      else if (byte === QUOTE) break;
    }
    this.#at = Math.min(this.#at + 1, this.#bytes.length);
    return true;
  }

  #accept(byte: number): boolean {
    this.#blank();
    if (this.#bytes[this.#at] !== byte) return false;
    this.#at += 1;
    return true;
  }

  #blank(): void {
    while (BLANKS.has(this.#bytes[this.#at] as number)) this.#at += 1;
  }
}

const MEMBERS: ReadonlySet<string> = new Set(['jsonrpc', 'method', 'params', 'id', 'result', 'error']);
const ERROR_MEMBERS: ReadonlySet<string> = new Set(['code', 'message', 'data']);
/** Bytes of a name that are compared: more than the longest has. */
const LONGEST = 16;
const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const LEFT_BRACKET = 0x5b;
const REVERSE_SOLIDUS = 0x5c;
const RIGHT_BRACKET = 0x5d;
const LEFT_BRACE = 0x7b;
const RIGHT_BRACE = 0x7d;
const BLANKS: ReadonlySet<number> = new Set([0x20, 0x09, 0x0a, 0x0d]);
const ENDS: ReadonlySet<number> = new Set([...BLANKS, COMMA, RIGHT_BRACE, RIGHT_BRACKET]);
