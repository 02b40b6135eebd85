/** Raw bytes whose directions end each by itself: what is left of a connection when a handshake is over. */
import {
  type ByteWindow,
  checkOptions,
  defineProtocol,
  type EmittedMessage,
  type HalfInput,
  type Limits,
  type Protocol,
  type ReadEvent,
  streamRemainder,
  type Timeouts,
} from '@wirechart/core';
import { setup } from 'xstate';

export interface TunnelOptions {
  readonly limits?: Partial<Limits>;
  /**
   * `idle`: without a byte in one direction that has not ended. Default Infinity: one direction may rest for as long as the
   * other one flows, and neither end knows of the other's.
   */
  readonly timeouts?: Partial<Timeouts>;
}

/**
 * Raw bytes both ways, as `raw()`, but the remote's end does not end this side: both go on until both have ended. Made for
 * `relay`, and for what comes after a handshake.
 */
export function tunnel(options: TunnelOptions = {}): Protocol<Uint8Array, Uint8Array> {
  checkOptions<TunnelOptions>('tunnel', options, { limits: true, timeouts: true });
  return defineProtocol<Uint8Array>({
    name: 'tunnel',
    read: readHalf,
    encode: (bytes, out) => out.bytes(bytes),
    untaken: 'pause',
    ...(options.limits === undefined ? {} : { limits: options.limits }),
    timeouts: { idle: Number.POSITIVE_INFINITY, ...options.timeouts },
  });
}

const pieces = streamRemainder({
  piece: (frame: ByteWindow): EmittedMessage<Uint8Array> => ({ type: 'message', message: frame.bytes() }),
});

const readHalf = setup({
  types: { context: {} as HalfInput, input: {} as HalfInput, events: {} as ReadEvent },
  delays: {
    idle: ({ context }) => context.timeouts.idle,
    total: ({ context }) => context.timeouts.total,
  },
}).createMachine({
  id: 'tunnel',
  context: ({ input }) => input,
  initial: 'streaming',
  on: { malformed: '.failed', reset: '.failed', drain: '.closed' },
  after: { total: '.failed' },
  states: {
    streaming: {
      meta: { need: pieces },
      on: { eof: 'half-closed', finished: 'receiving', progress: { target: 'streaming', reenter: true } },
      after: { idle: 'failed' },
    },
    // This side has ended.
    receiving: {
      meta: { need: pieces },
      on: { eof: 'closed', progress: { target: 'receiving', reenter: true } },
      after: { idle: 'failed' },
    },
    // The remote has ended.
    'half-closed': { on: { finished: 'closed' } },
    closed: { type: 'final' },
    failed: { type: 'final' },
  },
});
