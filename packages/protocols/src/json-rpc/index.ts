/** JSON-RPC 2.0 (https://www.jsonrpc.org/specification) inside of another protocol's messages: which response belongs to which request. */
import { decodeUtf8, type RepliesByKey } from '@wirechart/core';

/**
 * Tells replies apart by the `id` of JSON-RPC, in any order, for the option `replies` of a WebSocket, of a framing or of json-header.
 * Messages are texts of JSON, bytes of it, or have the value as their `content`.
 *
 * What the remote says by itself (a notification, or a request of its own, with whatever `id`) is unasked, as is an error that names no
 * request (`id: null`). A response to nothing that was asked ends the connection with the RemoteError `reply-mismatch`. A message without
 * an `id`, and a batch, can be sent but not requested: LocalError `no-reply`. A response that has an `error` is a reply like any other.
 *
 * @example
 * const client = await connect(webSocket.client({ url, random, replies: jsonRpcReplies }), tcp({ port }));
 * const response = await client.request('{"jsonrpc":"2.0","id":1,"method":"wake"}');
 */
export function jsonRpcReplies<TIn, TOut>(): RepliesByKey<TIn, TOut> {
  const sent = reader();
  const received = reader();
  const expects = (request: TOut) => (idOf(sent(request)) === undefined ? 0 : 1);
  return {
    by: 'key',
    expects,
    requestKey: (request) => idOf(sent(request)),
    replyKey(message) {
      const value = received(message);
      return value !== undefined && ('result' in value || 'error' in value) ? idOf(value) : undefined;
    },
  };
}

interface Envelope {
  readonly id?: unknown;
}

/** A number and a text that look alike are two: a response repeats its request's `id` as it was (section 5). */
function idOf(value: Envelope | undefined): string | number | undefined {
  const id = value?.id;
  return typeof id === 'string' || typeof id === 'number' ? id : undefined;
}

/** Reads messages. A text is asked about several times in a row, and is the only kind that cannot change meanwhile. */
function reader(): (message: unknown) => Envelope | undefined {
  let last: string | undefined;
  let value: Envelope | undefined;
  return (message) => {
    if (typeof message !== 'string') return envelopeIn(message);
    if (message !== last) value = envelopeIn(message);
    last = message;
    return value;
  };
}

function envelopeIn(message: unknown): Envelope | undefined {
  const value = jsonIn(message);
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
}

function jsonIn(message: unknown): unknown {
  try {
    if (typeof message === 'string') return JSON.parse(message);
    if (message instanceof Uint8Array) return JSON.parse(decodeUtf8(message));
  } catch {
    // No JSON, so no response either.
    return undefined;
  }
  return (message as { readonly content?: unknown } | null | undefined)?.content;
}
