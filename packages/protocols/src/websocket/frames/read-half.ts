/** The read half of an open WebSocket. */
import { type EmittedMessage, type EmittedSend, type HalfInput, type ReadEvent, whole } from '@wirechart/core';
import { emit, setup } from 'xstate';
import {
  type Close,
  type ControlEvent,
  close,
  type Ping,
  type Pong,
  ping,
  pong,
  type Sendable,
  type WebSocketMessage,
} from '../message.js';
import { upgradeOf } from '../upgrade/upgrade.js';
import { type FrameValue, MessageReader } from './message-reader.js';

type Event =
  | ReadEvent
  | { readonly type: 'message'; readonly value: WebSocketMessage }
  | { readonly type: 'fragment' }
  | { readonly type: 'ping'; readonly value: Ping }
  | { readonly type: 'pong'; readonly value: Pong }
  | { readonly type: 'close'; readonly value: Close };

type Emitted = EmittedMessage<WebSocketMessage> | ControlEvent | EmittedSend<Sendable>;

/** @param masked whether the remote is a client, whose frames are masked */
export function readHalf(masked: boolean) {
  const need = whole((input: HalfInput) => readerFor(input, masked), { event: typeOf });
  return setup({
    types: {
      context: {} as HalfInput,
      input: {} as HalfInput,
      events: {} as Event,
      emitted: {} as Emitted,
    },
    delays: {
      idle: ({ context }) => context.timeouts.idle,
      content: ({ context }) => context.timeouts.content,
      total: ({ context }) => context.timeouts.total,
    },
  }).createMachine({
    id: 'websocket',
    context: ({ input }) => input,
    initial: 'open',
    on: { eof: '.failed', malformed: '.failed', reset: '.failed' },
    after: { total: '.failed' },
    states: {
      open: {
        meta: { need },
        initial: 'between-messages',
        on: {
          message: {
            target: '.between-messages',
            actions: emit(({ event }) => ({ type: 'message', message: event.value })),
          },
          fragment: '.inside-message',
          ping: {
            actions: [
              emit(({ event }) => ({ type: 'send', message: pong(event.value.data) })),
              emit(({ event }) => ({ type: 'ping', data: event.value.data })),
            ],
          },
          pong: { actions: emit(({ event }) => ({ type: 'pong', data: event.value.data })) },
          close: {
            target: 'closed',
            actions: [
              // The same code in answer (RFC 6455, 5.5.1).
              emit(({ event }) => ({ type: 'send', message: close(event.value.code) })),
              emit(({ event }) => ({ type: 'closing', code: event.value.code, reason: event.value.reason })),
            ],
          },
          drain: { target: 'closing', actions: emit({ type: 'send', message: close(GOING_AWAY) }) },
        },
        states: {
          'between-messages': {
            on: {
              message: { actions: emit(({ event }) => ({ type: 'message', message: event.value })) },
              progress: { target: 'between-messages', reenter: true },
            },
            after: { idle: { target: 'asking', actions: emit({ type: 'send', message: ping() }) } },
          },
          // Nothing came for long: is the remote still there?
          asking: {
            on: { progress: 'between-messages' },
            after: { idle: '#websocket.failed' },
          },
          'inside-message': {
            on: { progress: { target: 'inside-message', reenter: true } },
            after: { content: '#websocket.failed' },
          },
        },
      },
      // This side has said goodbye by itself: what the remote still says is read for the sake of its close, and dropped.
      closing: {
        meta: { need },
        on: {
          close: {
            target: 'closed',
            actions: emit(({ event }) => ({ type: 'closing', code: event.value.code, reason: event.value.reason })),
          },
        },
      },
      closed: { type: 'final' },
      failed: { type: 'final' },
    },
  });
}

function typeOf(value: FrameValue): string {
  return typeof value === 'string' || value instanceof Uint8Array ? 'message' : value.kind;
}

function readerFor(input: HalfInput, masked: boolean): MessageReader {
  return new MessageReader({
    masked,
    contentBytes: input.limits.contentBytes,
    inflater: upgradeOf(input)?.compression?.inflater(),
  });
}

/** RFC 6455, 7.4.1. */
const GOING_AWAY = 1001;
