/** The frames protocol: an open WebSocket. */
import {
  defineProtocol,
  type Limits,
  type Protocol,
  type Replies,
  type Timeouts,
  writeHalfWith,
} from '@wirechart/core';
import { closeCodeOf } from '../errors.js';
import { close, isClose, ping, type Sendable, type WebSocketMessage } from '../message.js';
import type { Random } from '../upgrade/key.js';
import { upgradeOf } from '../upgrade/upgrade.js';
import { type EncodeContext, encodeFrames } from './encode.js';
import { webSocketFields } from './fields.js';
import { askingLength } from './header.js';
import { readHalf } from './read-half.js';

export interface FramesOptions {
  /** Longest payload of a frame that is sent: a longer message is cut into several. Default Infinity. */
  readonly frameBytes?: number;
  /**
   * How a client tells which message is the reply to which request, as the subprotocol has it. Default: every message is the reply to the
   * oldest request that waits, or else unasked. A function, since each connection has its own. See `jsonRpcReplies` of
   * `@wirechart/protocols/json-rpc`.
   */
  readonly replies?: () => Replies<WebSocketMessage, Sendable>;
  /** `contentBytes` is the longest message, inflated. */
  readonly limits?: Partial<Limits>;
  /**
   * `idle`: after so long without a message the remote is sent a ping, and after as long again without a byte it is given up.
   * `content`: without one more byte of a message that is under way. `drain`: until the remote has answered a close.
   */
  readonly timeouts?: Partial<Timeouts>;
}

/** The frames of a side, whose `random` is what a client masks with. @throws RangeError for a length of frames that is none. */
export function frames(
  side: { readonly role: 'server' } | { readonly role: 'client'; readonly random: Random },
  { frameBytes = Number.POSITIVE_INFINITY, replies, limits = {}, timeouts = {} }: FramesOptions = {},
): Protocol<WebSocketMessage, Sendable> {
  if (!(frameBytes >= 1 && Math.floor(frameBytes) === frameBytes)) {
    throw new RangeError(`frameBytes must be a positive integer or Infinity, not ${frameBytes}`);
  }
  return defineProtocol<WebSocketMessage, Sendable, EncodeContext>({
    name: 'websocket',
    read: side.role === 'server' ? fromClient : fromServer,
    write: writeHalf,
    encode: encodeFrames({ random: side.role === 'client' ? side.random : undefined, frameBytes }),
    fields: webSocketFields,
    farewell(error) {
      const code = closeCodeOf(error);
      return code === undefined ? undefined : close(code, error.code);
    },
    heartbeat: ping,
    // A ping is answered when it comes, not when the application has taken what lies before it (RFC 6455, 5.5.2).
    untaken: 'fail',
    // Nor when the application is done with the message before it.
    aside: { head: 2, length: (head) => askingLength(head, side.role === 'server') },
    ...(replies === undefined ? {} : { replies }),
    goodbye: { message: () => close(NORMAL), is: isClose },
    limits,
    timeouts,
  });
}

const fromClient = readHalf(true);
const fromServer = readHalf(false);

const writeHalf = writeHalfWith(
  (input): EncodeContext => ({ deflater: upgradeOf(input)?.compression?.deflater(), ...input }),
);

/** RFC 6455, 7.4.1. */
const NORMAL = 1000;
