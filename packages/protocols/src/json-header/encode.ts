/** Writes messages. */
import { type ByteWriter, utf8Length } from '@wirechart/core';
import { encodeText, isUtf8 } from './encoding.js';
import { headerText } from './header.js';
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

function writeHeader(message: JsonHeaderMessage, contentLength: number, out: ByteWriter): void {
  const text = headerText({ ...message, contentLength });
  const length = utf8Length(text);
  if (length > 0xffff) throw new RangeError(`a header of ${length} bytes does not fit its length field of two bytes`);
  out.uint16(length).text(text);
}

const EMPTY = new Uint8Array(0);
