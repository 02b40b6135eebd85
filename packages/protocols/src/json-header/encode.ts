/** Writes messages. */
import { type ByteWriter, encodeUtf8, utf8Length } from '@wirechart/core';
import { encodeText, isUtf8 } from './encoding.js';
import type { JsonHeaderMessage } from './message.js';
import { pythonJson } from './python-json.js';

/** @throws RangeError for a header that its length field cannot hold, or text that the encoding cannot express; TypeError for a value that is not JSON. */
export function encodeMessage(message: JsonHeaderMessage, out: ByteWriter): void {
  if (message.kind === 'binary') {
    writeHeader(message, message.content.length, out);
    out.bytes(message.content);
    return;
  }
  const text = message.content === undefined ? '' : pythonJson(message.content);
  if (isUtf8(message.contentEncoding)) {
    writeHeader(message, utf8Length(text), out);
    out.text(text);
  } else {
    const content = text === '' ? EMPTY : encodeText(text, message.contentEncoding);
    writeHeader(message, content.length, out);
    out.bytes(content);
  }
}

/** Both headers, as the tutorial's programs print them: this order of keys, a blank behind each colon and comma. */
function writeHeader(message: JsonHeaderMessage, contentLength: number, out: ByteWriter): void {
  const beginning = beginningOf(message);
  const end = `${contentLength}}`;
  const length = beginning.length + end.length;
  if (length > 0xffff) throw new RangeError(`a header of ${length} bytes does not fit its length field of two bytes`);
  out.uint16(length).bytes(beginning).text(end);
}

/** The header up to the length of the content. A sender's messages are mostly of one kind, so the last one is remembered. */
function beginningOf({ byteorder, contentType, contentEncoding }: JsonHeaderMessage): Uint8Array {
  const { kind } = last;
  if (kind.byteorder !== byteorder || kind.contentType !== contentType || kind.contentEncoding !== contentEncoding) {
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

const EMPTY = new Uint8Array(0);
