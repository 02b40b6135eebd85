/** JSON-RPC 2.0 (https://www.jsonrpc.org/specification) inside of another protocol's messages: which response belongs to which request. */
import { decodeUtf8, type RepliesByKey } from '@wirechart/core';

export { withJsonRpcFields } from './fields.js';

/**
 * Tells replies apart by the `id` of JSON-RPC, in any order, for the option `replies` of a WebSocket, of a framing or of json-header.
 * Messages are texts of JSON, bytes of it, or have the value as their `content`.
 *
 * - A response that has an `error` is a reply like any other. One to nothing that was asked ends the connection with the RemoteError
 *   `reply-mismatch`.
 * - What the remote says by itself (a notification, or a request of its own, with whatever `id`) is unasked, and so is a batch.
 * - An error that names no request (`id: null`, section 5.1: it could not be read) is the reply to the only request under way, as long
 *   as nothing without an `id` was sent, which it might be about as well. Else it is unasked, and its request rejects when its time is up.
 * - What is no object or list of JSON is unasked as well, unless a request waits and it is of its kind (a text, bytes): any reply may be
 *   what cannot be read there, so the connection ends with `reply-mismatch`.
 *
 * A message without an `id`, and a batch, can be sent but not requested: LocalError `no-reply`.
 *
 * @example
 * const client = await connect(webSocket.client({ url, random, replies: jsonRpcReplies }), tcp({ port }));
 * const response = await client.request('{"jsonrpc":"2.0","id":1,"method":"wake"}');
 */
export function jsonRpcReplies<TIn, TOut>(): RepliesByKey<TIn, TOut> {
  const sent = reader();
  const received = reader();
  const waiting = new Set<Identity>();
  const keyOf = (request: TOut) => idOf(envelope(sent(request)));
  let sentWithoutId = false;
  let kind = '';
  const replyKey = (message: TIn): Identity | undefined => {
    const value = envelope(received(message));
    if (value === undefined || 'method' in value) return undefined;
    const [only] = waiting;
    if (value.id === null && value.error !== undefined && waiting.size === 1 && !sentWithoutId) return only;
    return idOf(value);
  };
  return {
    by: 'key',
    expects: (request) => (keyOf(request) === undefined ? 0 : 1),
    requestKey: keyOf,
    sent(request) {
      const key = keyOf(request);
      kind = typeof request;
      if (key === undefined) sentWithoutId = true;
      else waiting.add(key);
    },
    replyKey,
    answers(message, request) {
      if (request !== undefined) {
        waiting.delete(replyKey(message) as Identity);
        return 'reply';
      }
      const unreadable = typeof message === kind && !isObject(received(message));
      return unreadable && waiting.size > 0 ? 'mismatch' : 'unasked';
    },
  };
}

type Identity = string | number;

interface Envelope {
  readonly id?: unknown;
  readonly error?: unknown;
}

/** A number and a text that look alike are two: a response repeats its request's `id` as it was (section 5). */
function idOf(value: Envelope | undefined): Identity | undefined {
  const id = value?.id;
  return typeof id === 'string' || typeof id === 'number' ? id : undefined;
}

/** Reads messages. A text is asked about several times in a row, and is the only kind that cannot change meanwhile. */
function reader(): (message: unknown) => unknown {
  let last: string | undefined;
  let value: unknown;
  return (message) => {
    if (typeof message !== 'string') return jsonIn(message);
    if (message !== last) value = jsonIn(message);
    last = message;
    return value;
  };
}

function envelope(value: unknown): Envelope | undefined {
  return isObject(value) && !Array.isArray(value) ? value : undefined;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function jsonIn(message: unknown): unknown {
  try {
    if (typeof message === 'string') return JSON.parse(message);
    if (message instanceof Uint8Array) return JSON.parse(decodeUtf8(message));
  } catch {
    return undefined;
  }
  return (message as { readonly content?: unknown } | null | undefined)?.content;
}
