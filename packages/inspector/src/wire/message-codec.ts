/** A message as the content of one frame: a byte that says how it is written, and that. */
import type { AgentMessage, AgentRequest } from './messages.js';
import { decodeTick, encodeTick } from './tick.js';

const JSON_TEXT = 0x7b;
const TICK = 0x74;

export function encodeMessage(message: AgentMessage | AgentRequest): Uint8Array {
  if (message.type !== 'tick') return encoder.encode(JSON.stringify(message));
  const body = encodeTick(message);
  const bytes = new Uint8Array(1 + body.length);
  bytes[0] = TICK;
  bytes.set(body, 1);
  return bytes;
}

/**
 * What another inspector or agent wrote; that it is of the right version is checked when it says hello.
 *
 * @throws SyntaxError, RangeError or TypeError when it is no message.
 */
export function decodeMessage(bytes: Uint8Array): AgentMessage | AgentRequest {
  if (bytes[0] === TICK) return decodeTick(bytes.subarray(1));
  if (bytes[0] !== JSON_TEXT) throw new TypeError(`a message does not begin with the byte ${bytes[0] ?? 'of nothing'}`);
  const message = JSON.parse(decoder.decode(bytes)) as AgentMessage | AgentRequest;
  if (typeof message.type !== 'string' || (message.type as string) === 'tick')
    throw new TypeError('a message has a type');
  return message;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true });
