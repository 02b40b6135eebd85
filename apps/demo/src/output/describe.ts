/** Messages as a person and as a program read them. */
import type { JsonHeaderMessage } from '@wirechart/protocols/json-header';
import { jsonStart } from './json-start.js';
import { lineOf, printable, startOf } from './printable.js';

/** Content in one line. Bytes are read as UTF-8 text, with `�` for those that are none. */
export function contentText(message: JsonHeaderMessage): string {
  if (message.kind === 'binary') return bytesText(message.content);
  return lineOf(jsonStart(message.content, START), LONGEST_CONTENT);
}

/** What kind of content it is. */
export function kindText({ kind, contentType, contentEncoding }: JsonHeaderMessage): string {
  return printable(kind === 'json' ? `${contentType}, ${contentEncoding}` : contentType);
}

/** Bytes in one line. */
export function bytesText(bytes: Uint8Array): string {
  // A code unit of UTF-16 comes of three bytes of UTF-8 at most.
  return lineOf(lenient.decode(bytes.subarray(0, 3 * START)), LONGEST_CONTENT);
}

/** A message for a JSON line: bytes are in base64, and as `text` too where they are UTF-8. */
export function messageFacts(message: JsonHeaderMessage): Record<string, unknown> {
  const { contentType, contentEncoding } = message;
  const content = message.kind === 'json' ? message.content : bytesFacts(message.content);
  return { contentType, contentEncoding, content };
}

export function bytesFacts(bytes: Uint8Array): { readonly base64: string; readonly text?: string } {
  const base64 = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
  try {
    return { base64, text: strict.decode(bytes) };
  } catch {
    return { base64 };
  }
}

const LONGEST_CONTENT = 200;
/** One more than is looked at, so that it shows that there is more. */
const START = startOf(LONGEST_CONTENT) + 1;
const lenient = new TextDecoder('utf-8', { ignoreBOM: true });
const strict = new TextDecoder('utf-8', { ignoreBOM: true, fatal: true });
