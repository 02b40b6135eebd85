/** The read half of a client: replies, and pushes between them. */
import { type HalfInput, setupReadHalf, whole } from '@wirechart/core';
import { emit } from 'xstate';
import { boundsFrom, type ReplyBounds } from './options.js';
import type { BulkAs } from './read/bulk.js';
import { HelloReader } from './read/hello-reader.js';
import { ReplyReader } from './read/reply-reader.js';
import { Attributed, Push, type RespValue } from './values.js';

/** The server says something that nobody asked for; an event of the connection. */
export interface RespPushEvent {
  readonly type: 'push';
  readonly push: Push;
}

/** The server has answered HELLO: what it says of itself; an event of the connection. */
export interface RespHelloEvent {
  readonly type: 'hello';
  readonly server: RespValue;
}

export interface ClientHalfOptions extends Pick<ReplyBounds, 'elements' | 'depth'> {
  readonly bulk: BulkAs;
  /** Whether the first reply is to the HELLO that opened the connection. */
  readonly hello: boolean;
}

export function clientHalf({ bulk, hello, elements, depth }: ClientHalfOptions) {
  const boundsOf = (input: HalfInput): ReplyBounds => ({ ...boundsFrom(input, elements), depth });
  return setupReadHalf({
    types: { message: {} as RespValue, emitted: {} as RespPushEvent | RespHelloEvent },
    needs: {
      hello: whole((input: HalfInput) => new HelloReader(boundsOf(input))),
      reply: whole((input: HalfInput) => new ReplyReader(boundsOf(input), bulk), {
        event: (value) => (pushIn(value) === undefined ? 'reply' : 'push'),
      }),
    },
    actions: {
      handOut: emit(({ event }) => ({ type: 'message' as const, message: (event as { value: RespValue }).value })),
      handOutPush: emit(({ event }) => ({
        type: 'push' as const,
        push: pushIn((event as { value: RespValue }).value) as Push,
      })),
      handOutHello: emit(({ event }) => ({ type: 'hello' as const, server: (event as { value: RespValue }).value })),
    },
  }).createMachine({
    id: 'resp-client',
    initial: hello ? 'awaiting-hello' : 'awaiting-reply',
    states: {
      'awaiting-hello': {
        meta: { need: 'hello' },
        on: { hello: { target: 'awaiting-reply', actions: 'handOutHello' } },
        after: { header: 'failed' },
      },
      'awaiting-reply': {
        meta: { need: 'reply' },
        on: {
          reply: { target: 'awaiting-reply', reenter: true, actions: 'handOut' },
          push: { target: 'awaiting-reply', reenter: true, actions: 'handOutPush' },
          progress: 'receiving-reply',
          eof: 'closed',
          drain: 'closed',
        },
        after: { idle: 'failed' },
      },
      // A reply that has begun and takes longer than `idle`: from here on every byte counts.
      'receiving-reply': {
        meta: { need: 'reply' },
        on: {
          reply: { target: 'awaiting-reply', actions: 'handOut' },
          push: { target: 'awaiting-reply', actions: 'handOutPush' },
          progress: { target: 'receiving-reply', reenter: true },
        },
        after: { content: 'failed' },
      },
    },
  });
}

function pushIn(value: RespValue): Push | undefined {
  const bare = value instanceof Attributed ? value.value : value;
  return bare instanceof Push ? bare : undefined;
}
