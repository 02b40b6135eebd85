/** Writes messages. */
import { type ByteWriter, encodeUtf8, utf8Length } from '@wirechart/core';
import { decoderFor, encodeText, isUtf8 } from './encoding.js';
import type { JsonHeaderMessage, JsonMessage } from './message.js';
import { pythonJson } from './python-json.js';
import { countDigits, UNWRITTEN, writeDigits, writeJson } from './write-json.js';

/** @throws RangeError for a header that its length field cannot hold, or text that the encoding cannot express; TypeError for a value that is not JSON. */
export function encodeMessage(message: JsonHeaderMessage, out: ByteWriter): void {
  if (message.kind === 'binary') {
    writeHeader(message, message.content.length, out);
    out.bytes(message.content);
    return;
  }
  if (isUtf8(message.contentEncoding)) {
    if (!out.fill(writeMessage, message)) writeText(message, out);
    return;
  }
  const text = textOf(message);
  const content = text === '' ? EMPTY : encodeText(text, message.contentEncoding);
  writeHeader(message, content.length, out);
  out.bytes(content);
}

/**
 * A message whose content is written first, where it will lie if its length has as many digits as that of the last one.
 * Negative for one that must be written as text.
 */
function writeMessage(message: JsonMessage, memory: Uint8Array, at: number): number {
  const { content } = message;
  const beginning = beginningOf(message);
  const header = at + 2;
  const digits = header + beginning.length;
  const guessed = digits + digitsOfLast + 1;
  if (guessed + MOST_DIGITS > memory.length) return UNWRITTEN;
  let end = content === undefined ? guessed : writeJson(content, memory, guessed);
  if (end < 0 || end + MOST_DIGITS > memory.length) return UNWRITTEN;
  const length = end - guessed;
  digitsOfLast = countDigits(length);
  const start = digits + digitsOfLast + 1;
  if (start !== guessed) {
    memory.copyWithin(start, guessed, end);
    end += start - guessed;
  }
  const headerLength = checkHeader(start - header);
  memory[at] = headerLength >> 8;
  memory[at + 1] = headerLength & 0xff;
  memory.set(beginning, header);
  memory[writeDigits(length, memory, digits)] = CLOSE_BRACE;
  return end;
}

/** The same for a message of any kind and size. */
function writeText(message: JsonMessage, out: ByteWriter): void {
  const text = textOf(message);
  writeHeader(message, utf8Length(text), out);
  out.text(text);
}

function textOf({ content }: JsonMessage): string {
  return content === undefined ? '' : pythonJson(content);
}

/** Both headers, as the tutorial's programs print them: this order of keys, a blank after each colon and comma. */
function writeHeader(message: JsonHeaderMessage, contentLength: number, out: ByteWriter): void {
  const beginning = beginningOf(message);
  const end = `${contentLength}}`;
  out
    .uint16(checkHeader(beginning.length + end.length))
    .bytes(beginning)
    .text(end);
}

function checkHeader(length: number): number {
  if (length > 0xffff) throw new RangeError(`a header of ${length} bytes does not fit its length field of two bytes`);
  return length;
}

/** The header up to the length of the content. A sender's messages are mostly of one kind, so the last one is remembered. */
function beginningOf({ byteorder, contentType, contentEncoding }: JsonHeaderMessage): Uint8Array {
  const { kind } = last;
  if (kind.byteorder !== byteorder || kind.contentType !== contentType || kind.contentEncoding !== contentEncoding) {
    if (byteorder !== 'big' && byteorder !== 'little') throw new RangeError("byteorder is 'big' or 'little'");
    if (typeof contentType !== 'string' || typeof contentEncoding !== 'string')
      throw new TypeError('contentType and contentEncoding are strings');
    // The reader needs the encoding even where there is no content.
    if (contentType === 'text/json' && decoderFor(contentEncoding) === undefined)
      throw new RangeError(`the encoding ${JSON.stringify(contentEncoding)} is not known`);
    const type = JSON.stringify(contentType);
    const encoding = JSON.stringify(contentEncoding);
    const text = `{"byteorder": "${byteorder}", "content-type": ${type}, "content-encoding": ${encoding}, "content-length": `;
    last = { kind: { byteorder, contentType, contentEncoding }, beginning: encodeUtf8(text) };
  }
  return last.beginning;
}

interface Beginning {
  readonly kind: { readonly byteorder: string; readonly contentType: string; readonly contentEncoding: string };
  readonly beginning: Uint8Array;
}

let last: Beginning = { kind: { byteorder: '', contentType: '', contentEncoding: '' }, beginning: new Uint8Array(0) };
let digitsOfLast = 1;

/** What a length can have: memory of that size is beyond every machine. */
const MOST_DIGITS = 16;
const CLOSE_BRACE = 0x7d;
const EMPTY = new Uint8Array(0);
