/**
 * A dump: everything that is kept, in a file that `wirechart inspect <file>` opens again. A line that says what it is, then the agent's
 * messages as they came, each with four bytes in front that say how long it is, big-endian.
 */
import { decodeMessage, encodeMessage } from '../wire/message-codec.js';
import type { AgentMessage } from '../wire/messages.js';
import type { ExportedFile, Subject } from './exporter.js';

const MAGIC = new TextEncoder().encode('wirechart-dump 1\n');

export function dumpFile({ inspection }: Subject): ExportedFile {
  const body = encodeDump(inspection.history.messages());
  return { type: 'application/octet-stream', body, filename: 'inspected.wirechart' };
}

export function encodeDump(messages: Iterable<AgentMessage>): Uint8Array {
  const pieces: Uint8Array[] = [MAGIC];
  for (const message of messages) {
    const content = encodeMessage(message);
    const length = new Uint8Array(4);
    new DataView(length.buffer).setUint32(0, content.length);
    pieces.push(length, content);
  }
  return Buffer.concat(pieces);
}

/** @throws TypeError for a file that is none, or that ends in the middle of a message. */
export function* decodeDump(bytes: Uint8Array): Generator<AgentMessage> {
  if (!MAGIC.every((byte, at) => bytes[at] === byte)) throw new TypeError('this is no dump of wirechart');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = MAGIC.length; at < bytes.length; ) {
    const end = at + 4 <= bytes.length ? at + 4 + view.getUint32(at) : Number.POSITIVE_INFINITY;
    if (end > bytes.length) throw new TypeError('the dump ends in the middle of a message');
    yield decodeMessage(bytes.subarray(at + 4, end)) as AgentMessage;
    at = end;
  }
}
