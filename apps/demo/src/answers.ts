/** What the app server answers. */
import { encodeUtf8 } from '@wirechart/core';
import { binary, type JsonHeaderMessage, json } from '@wirechart/protocols/json-header';

/**
 * Answers a JSON request `{ action: 'search', value }` with `{ result }`, and any other content with its first bytes.
 * A request that makes no sense gets an answer that says so: it was well-formed, so the connection goes on.
 */
export function answer(request: JsonHeaderMessage): JsonHeaderMessage {
  if (request.kind === 'binary') return binary(firstBytes(request.content), 'binary/custom-server-binary-type');
  return json({ result: resultFor(request.content) });
}

const KNOWN = new Map([
  ['morpheus', 'Follow the white rabbit. 🐰'],
  ['ring', 'In the caves beneath the Misty Mountains. 💍'],
  ['🐶', '🐾 Playing ball! 🏐'],
]);

function resultFor(content: unknown): string {
  if (typeof content !== 'object' || content === null) return 'Error: the request is not a JSON object.';
  const { action, value } = content as { readonly action?: unknown; readonly value?: unknown };
  if (action !== 'search') return `Error: invalid action '${shown(action)}'.`;
  return (typeof value === 'string' ? KNOWN.get(value) : undefined) ?? `No match for '${shown(value)}'.`;
}

const shown = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing'));

function firstBytes(content: Uint8Array): Uint8Array {
  const opening = encodeUtf8('First 10 bytes of request: ');
  const reply = new Uint8Array(opening.length + Math.min(10, content.length));
  reply.set(opening);
  reply.set(content.subarray(0, 10), opening.length);
  return reply;
}
