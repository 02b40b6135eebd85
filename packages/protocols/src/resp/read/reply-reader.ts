/** Reads replies: every type of RESP2 and RESP3, nested, streamed, with attributes. */
import { type ByteWindow, decodeLatin1, type FrameReader, type Line, viewOf, type Wanted } from '@wirechart/core';
import { respError } from '../errors.js';
import type { ReplyBounds } from '../options.js';
import { Attributed, ErrorReply, type RespValue, Verbatim } from '../values.js';
import { Aggregate, together } from './aggregate.js';
import { type BulkAs, bulkValue, lenient } from './bulk.js';
import { checkTerminator, findLine, LENGTH_LINE, NONE, PENDING, readLength, TOO_LONG, UNTOLD } from './line.js';
import {
  ARRAY,
  ATTRIBUTE,
  BIG_NUMBER,
  BOOLEAN,
  BULK,
  BULK_ERROR,
  CHUNK,
  CRLF,
  DOUBLE,
  END,
  ERROR,
  INTEGER,
  MAP,
  NULL,
  PUSH,
  SET,
  SIMPLE,
  VERBATIM,
} from './marks.js';
import { readPlainReply } from './plain-reply.js';
import { bigNumber, boolean, double, integer, nothing } from './scalars.js';

export class ReplyReader implements FrameReader<RespValue> {
  readonly #bounds: ReplyBounds;
  readonly #line: Line;
  readonly #bulk: BulkAs;
  /** The innermost value of values that is not whole. */
  #open: Aggregate | undefined;
  #depth = 0;
  /** Elements announced, and bytes of all strings and lines. */
  #elements = 0;
  #size = 0;
  /** Values that have arrived. */
  #added = 0;
  /** A string whose length is known and whose bytes come next: its type; 0 when there is none. */
  #string = 0;
  #length = 0;
  /** The chunks of a streamed string so far. */
  #chunks: Uint8Array[] | undefined;
  /** Of the whole reply. */
  #attributes: Map<RespValue, RespValue> | undefined;
  #value: RespValue = null;
  #whole = false;
  /** Nothing of a reply was read yet. */
  #isBetween = true;

  constructor(bounds: ReplyBounds, bulk: BulkAs) {
    this.#bounds = bounds;
    this.#line = { delimiter: CRLF, max: bounds.headerBytes };
    this.#bulk = bulk;
  }

  read(window: ByteWindow): Wanted | undefined {
    if (this.#isBetween) {
      const plain = readPlainReply(window, this.#bounds, this.#bulk);
      if (plain !== undefined) {
        this.#value = plain;
        return undefined;
      }
      this.#isBetween = false;
    }
    while (!this.#whole) {
      const wanted = this.#string === 0 ? this.#readHead(window) : this.#readString(window);
      if (wanted !== undefined) return wanted;
    }
    return undefined;
  }

  get held(): number {
    return this.#size + this.#added * ELEMENT_WEIGHS;
  }

  take(): RespValue {
    const value = this.#value;
    this.#value = null;
    this.#isBetween = true;
    this.#whole = false;
    this.#elements = 0;
    this.#size = 0;
    this.#added = 0;
    return value;
  }

  /** A type, and the line that it begins. */
  #readHead(window: ByteWindow): Wanted | undefined {
    if (window.start === window.end) return 1;
    const type = window.buffer[window.start] as number;
    if (this.#chunks !== undefined && type !== CHUNK) throw respError('misplaced', 'a streamed string must go on');
    switch (type) {
      case BULK:
      case BULK_ERROR:
      case VERBATIM:
      case CHUNK:
        return this.#readStringLength(window, type);
      case ARRAY:
      case SET:
      case MAP:
      case ATTRIBUTE:
      case PUSH:
        return this.#readCount(window, type);
      case SIMPLE:
      case ERROR:
      case INTEGER:
      case DOUBLE:
      case BIG_NUMBER:
      case BOOLEAN:
      case NULL:
      case END:
        return this.#readLine(window, type);
      default:
        throw respError('type-unknown', JSON.stringify(String.fromCharCode(type)));
    }
  }

  #readLine(window: ByteWindow, type: number): Wanted | undefined {
    const { buffer, start } = window;
    const { headerBytes } = this.#bounds;
    const end = findLine(window, headerBytes);
    if (end === PENDING) return this.#line;
    if (end === TOO_LONG) {
      throw respError('limit-header-bytes', `more than ${headerBytes} bytes; limit headerBytes is ${headerBytes}`);
    }
    this.#count(end - start - 1);
    if (type === END) this.#endStream(end - start);
    else this.#add(lineValue(type, buffer, start + 1, end));
    window.start = end + 2;
    return undefined;
  }

  #readStringLength(window: ByteWindow, type: number): Wanted | undefined {
    const { start } = window;
    const length = readLength(window, 'length-invalid');
    if (length === PENDING) return LENGTH_LINE;
    const after = window.start;
    window.start = start;
    if (type === CHUNK && this.#chunks === undefined) throw respError('misplaced', "';' outside of a streamed string");
    if (length < 0) {
      if (type !== BULK) throw respError('length-invalid', length === NONE ? '"-1"' : '"?"');
      if (length === UNTOLD) this.#chunks = [];
      else this.#add(null);
    } else {
      this.#count(length);
      if (type === CHUNK && length === 0) this.#endString();
      else {
        this.#string = type;
        this.#length = length;
      }
    }
    window.start = after;
    return undefined;
  }

  #readString(window: ByteWindow): Wanted | undefined {
    const { buffer, start } = window;
    const wanted = this.#length + 2;
    if (window.end - start < wanted) return wanted;
    checkTerminator(window, this.#length);
    const end = start + this.#length;
    const type = this.#string;
    if (type === CHUNK) this.#chunks?.push(viewOf(buffer, start, end));
    else this.#add(this.#stringValue(type, buffer, start, end));
    this.#string = 0;
    window.start = end + 2;
    return undefined;
  }

  #stringValue(type: number, buffer: Uint8Array, start: number, end: number): RespValue {
    if (type === BULK) return bulkValue(this.#bulk, buffer, start, end);
    if (type === BULK_ERROR) return new ErrorReply(lenient(buffer, start, end));
    if (end - start < 4 || buffer[start + 3] !== COLON)
      throw respError('value-invalid', 'a verbatim string without its format');
    return new Verbatim(decodeLatin1(buffer, start, start + 3), viewOf(buffer, start + 4, end));
  }

  #endString(): void {
    const chunks = this.#chunks as Uint8Array[];
    this.#chunks = undefined;
    const whole = joined(chunks);
    this.#add(bulkValue(this.#bulk, whole, 0, whole.length));
  }

  #readCount(window: ByteWindow, type: number): Wanted | undefined {
    const { start } = window;
    const count = readLength(window, 'count-invalid');
    if (count === PENDING) return LENGTH_LINE;
    const after = window.start;
    window.start = start;
    this.#begin(type, count);
    window.start = after;
    return undefined;
  }

  #begin(type: number, count: number): void {
    if (count === NONE) {
      if (type !== ARRAY) throw respError('count-invalid', '"-1"');
      return this.#add(null);
    }
    if (count === UNTOLD && (type === PUSH || type === ATTRIBUTE)) throw respError('count-invalid', '"?"');
    const items = count === UNTOLD ? Number.POSITIVE_INFINITY : type === MAP || type === ATTRIBUTE ? count * 2 : count;
    if (count !== UNTOLD) this.#countElements(items);
    const { depth } = this.#bounds;
    if (this.#depth >= depth) throw respError('limit-depth', `option depth is ${depth}`);
    this.#depth += 1;
    this.#open = new Aggregate(type, items, this.#open);
    if (items === 0) this.#close(this.#open);
  }

  /** A value is whole; with it those may be that it is the last of. */
  #add(value: RespValue): void {
    this.#added += 1;
    let whole = value;
    for (let open = this.#open; open !== undefined; open = this.#open) {
      if (open.left === Number.POSITIVE_INFINITY) this.#countElements(1);
      open.add(whole);
      if (open.left > 0) return;
      this.#leave(open);
      if (open.type === ATTRIBUTE) return this.#annotate(open);
      whole = open.build();
    }
    this.#value = this.#attributes === undefined ? whole : new Attributed(whole, this.#attributes);
    this.#attributes = undefined;
    this.#whole = true;
  }

  #endStream(length: number): void {
    const open = this.#open;
    if (length !== 1 || open?.left !== Number.POSITIVE_INFINITY)
      throw respError('misplaced', "'.' outside of a stream");
    this.#close(open);
  }

  /** Ends one whose elements are all there, or were none. */
  #close(aggregate: Aggregate): void {
    this.#leave(aggregate);
    if (aggregate.type === ATTRIBUTE) this.#annotate(aggregate);
    else this.#add(aggregate.build());
  }

  #leave({ parent }: Aggregate): void {
    this.#open = parent;
    this.#depth -= 1;
  }

  #annotate(attribute: Aggregate): void {
    if (this.#open === undefined) this.#attributes = together(this.#attributes, attribute.pairs());
    else this.#open.annotate(attribute.pairs());
  }

  #countElements(count: number): void {
    const { elements } = this.#bounds;
    this.#elements += count;
    if (this.#elements > elements) {
      throw respError('limit-elements', `${this.#elements}; option elements is ${elements}`);
    }
  }

  #count(bytes: number): void {
    const { contentBytes } = this.#bounds;
    this.#size += bytes;
    if (this.#size > contentBytes) {
      throw respError('limit-content-bytes', `${this.#size} bytes; limit contentBytes is ${contentBytes}`);
    }
  }
}

function lineValue(type: number, buffer: Uint8Array, start: number, end: number): RespValue {
  switch (type) {
    case SIMPLE:
      return end - start === 2 && buffer[start] === 0x4f && buffer[start + 1] === 0x4b
        ? 'OK'
        : oneLine(lenient(buffer, start, end));
    case ERROR:
      return new ErrorReply(lenient(buffer, start, end));
    case INTEGER:
      return smallInteger(buffer, start, end) ?? integer(decodeLatin1(buffer, start, end));
    case DOUBLE:
      return double(decodeLatin1(buffer, start, end));
    case BIG_NUMBER:
      return bigNumber(decodeLatin1(buffer, start, end));
    case BOOLEAN:
      return boolean(decodeLatin1(buffer, start, end));
    default:
      return nothing(decodeLatin1(buffer, start, end));
  }
}

/** What could not be sent on is refused here ("Simple strings" in the specification). An error of several lines can be, as a bulk error. */
function oneLine(text: string): string {
  if (/[\r\n]/.test(text)) throw respError('value-invalid', 'a simple string with a line break');
  return text;
}

/** The usual case of an integer: one to nine digits without a sign. */
function smallInteger(buffer: Uint8Array, start: number, end: number): number | undefined {
  if (end === start || end - start > 9) return undefined;
  let value = 0;
  for (let at = start; at < end; at++) {
    const digit = (buffer[at] as number) - 0x30;
    if (!(digit >= 0 && digit <= 9)) return undefined;
    value = value * 10 + digit;
  }
  return value;
}

function joined(chunks: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0));
  let filled = 0;
  for (const chunk of chunks) {
    whole.set(chunk, filled);
    filled += chunk.length;
  }
  return whole;
}

const COLON = 0x3a;
/** Most are a view or a text, and have a place in an array. */
const ELEMENT_WEIGHS = 112;
