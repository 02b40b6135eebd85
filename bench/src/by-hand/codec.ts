/**
 * The json-header codec as one would write it for Node alone: the checks of the one in `@wirechart/protocols`, on Buffers,
 * with the fastest calls that Node has. Nothing is remembered from one message to the next.
 */
import { isUtf8 } from 'node:buffer';
import { TextDecoder } from 'node:util';

export class ProtocolError extends Error {
  constructor(readonly code: string) {
    super(code);
  }
}

export interface Header {
  readonly byteorder: 'big' | 'little';
  readonly contentType: string;
  readonly contentEncoding: string;
  readonly contentLength: number;
}

export type Message = JsonMessage | BinaryMessage;

export interface JsonMessage {
  readonly kind: 'json';
  readonly contentType: string;
  readonly contentEncoding: string;
  readonly byteorder: 'big' | 'little';
  readonly content: unknown;
}

export interface BinaryMessage {
  readonly kind: 'binary';
  readonly contentType: string;
  readonly contentEncoding: string;
  readonly byteorder: 'big' | 'little';
  readonly content: Uint8Array;
}

export interface Limits {
  readonly headerBytes: number;
  readonly contentBytes: number;
}

export const defaultLimits: Limits = { headerBytes: 64 * 1024, contentBytes: 16 * 1024 * 1024 };

export function parseHeaderLength(buffer: Buffer, start: number, { headerBytes }: Limits): number {
  const length = ((buffer[start] as number) << 8) | (buffer[start + 1] as number);
  if (length === 0) throw new ProtocolError('header-empty');
  if (length > headerBytes) throw new ProtocolError('limit-header-bytes');
  return length;
}

export function parseHeader(buffer: Buffer, start: number, end: number, { contentBytes }: Limits): Header {
  const text = strictUtf8(buffer, start, end, 'header-not-utf8');
  const fields = parseJson(text, 'header-not-json');
  if (typeof fields !== 'object' || fields === null || Array.isArray(fields)) {
    throw new ProtocolError('header-not-object');
  }
  const {
    byteorder,
    'content-type': contentType,
    'content-encoding': contentEncoding,
    'content-length': contentLength,
  } = fields as Record<string, unknown>;
  if (byteorder !== 'little' && byteorder !== 'big') throw wrong(fields, 'byteorder');
  if (typeof contentType !== 'string') throw wrong(fields, 'content-type');
  if (typeof contentEncoding !== 'string') throw wrong(fields, 'content-encoding');
  if (!Number.isSafeInteger(contentLength) || (contentLength as number) < 0) throw wrong(fields, 'content-length');
  if (countColons(text) !== 4 && repeatsKey(text)) throw new ProtocolError('header-duplicate-key');
  if (contentType === 'text/json' && contentEncoding !== 'utf-8' && decoderOf(contentEncoding) === undefined) {
    throw new ProtocolError('content-encoding-unknown');
  }
  if ((contentLength as number) > contentBytes) throw new ProtocolError('limit-content-bytes');
  return { byteorder, contentType, contentEncoding, contentLength: contentLength as number };
}

export function parseContent(buffer: Buffer, start: number, end: number, header: Header): Message {
  const { byteorder, contentType, contentEncoding } = header;
  if (contentType !== 'text/json') {
    return { kind: 'binary', contentType, contentEncoding, byteorder, content: buffer.subarray(start, end) };
  }
  if (start === end) return { kind: 'json', contentType, contentEncoding, byteorder, content: undefined };
  const text =
    contentEncoding === 'utf-8'
      ? strictUtf8(buffer, start, end, 'content-not-encoded')
      : decode(buffer.subarray(start, end), contentEncoding);
  const content = parseJson(text, 'content-not-json');
  return { kind: 'json', contentType, contentEncoding, byteorder, content };
}

/**
 * A message of JSON in UTF-8, in one piece. The content is JSON as `JSON.stringify` writes it, without the blanks of
 * Python that the library puts in: any receiver takes either.
 */
export function encodeJson(value: unknown): Buffer {
  const content = JSON.stringify(value);
  const contentLength = Buffer.byteLength(content);
  const header = `{"byteorder": "little", "content-type": "text/json", "content-encoding": "utf-8", "content-length": ${contentLength}}`;
  const message = Buffer.allocUnsafe(2 + header.length + contentLength);
  message.writeUInt16BE(header.length, 0);
  message.write(header, 2, 'latin1');
  message.write(content, 2 + header.length);
  return message;
}

/** Node decodes leniently and fast; only a text with a U+FFFD in it can have been malformed. */
function strictUtf8(buffer: Buffer, start: number, end: number, code: string): string {
  const text = buffer.toString('utf8', start, end);
  if (text.includes('\uFFFD') && !isUtf8(buffer.subarray(start, end))) throw new ProtocolError(code);
  return text;
}

function parseJson(text: string, code: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ProtocolError(code);
  }
}

/** A key takes a colon. Where the four that must be there have taken all, none is there twice, and nothing else is. */
function countColons(text: string): number {
  let colons = 0;
  for (let at = text.indexOf(':'); at >= 0; at = text.indexOf(':', at + 1)) colons += 1;
  return colons;
}

/** The text is known to be a JSON object. */
function repeatsKey(text: string): boolean {
  const keys = new Set<string>();
  let depth = 0;
  let last = '';
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === '"') {
      const end = endOfString(text, at);
      last = text.slice(at, end);
      at = end - 1;
    } else if (character === '{' || character === '[') depth += 1;
    else if (character === '}' || character === ']') depth -= 1;
    else if (character === ':' && depth === 1) {
      const key = JSON.parse(last) as string;
      if (keys.has(key)) return true;
      keys.add(key);
    }
  }
  return false;
}

function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at + 1;
}

function wrong(fields: object, name: string): ProtocolError {
  return new ProtocolError(Object.hasOwn(fields, name) ? 'header-field-invalid' : 'header-field-missing');
}

const decoders = new Map<string, TextDecoder>();

function decoderOf(label: string): TextDecoder | undefined {
  let decoder = decoders.get(label);
  if (decoder === undefined) {
    try {
      decoder = new TextDecoder(label, { fatal: true });
    } catch {
      return undefined;
    }
    if (decoders.size < 256) decoders.set(label, decoder);
  }
  return decoder;
}

function decode(bytes: Uint8Array, label: string): string {
  try {
    return (decoderOf(label) as TextDecoder).decode(bytes);
  } catch {
    throw new ProtocolError('content-not-encoded');
  }
}
