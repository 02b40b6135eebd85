/**
 * The protocol between agent and inspector, over a Unix socket: four bytes that say how long a message is, big-endian, and the message.
 * It is a protocol of this engine, and so it has limits and back-pressure like any other.
 */
import { bytes, defineProtocol, type HalfInput, type Protocol, remoteErrors } from '@wirechart/core';
import { assign, emit, setup } from 'xstate';
import { decodeMessage, encodeMessage } from './message-codec.js';
import type { AgentMessage, AgentRequest } from './messages.js';

type Message = AgentMessage | AgentRequest;

function protocolOf<TIn extends Message, TOut extends Message>(): Protocol<TIn, TOut> {
  return defineProtocol<TIn, TOut>({
    name: 'inspector',
    read: readHalf<TIn>(),
    encode: (message, out) => {
      const content = encodeMessage(message);
      if (content.length > LONGEST) throw new RangeError(`${content.length} bytes are too many for one message`);
      out.uint32(content.length).bytes(content);
    },
    // Who looks may look for days and say nothing. A reader that is slow is told less, not cut off.
    timeouts: { idle: Number.POSITIVE_INFINITY, write: Number.POSITIVE_INFINITY },
    limits: { bufferedOutput: 64 << 10, queuedOutput: 2 * LONGEST },
  });
}

/** @typeParam TIn what the other side says. That it does is believed: a message of the wrong side is as odd as one that is unknown. */
function readHalf<TIn extends Message>() {
  return setup({
    types: {
      context: {} as HalfInput & { readonly length: number },
      input: {} as HalfInput,
      events: {} as { type: 'length'; value: number } | { type: 'content'; value: TIn } | { type: Told },
      emitted: {} as { type: 'message'; message: TIn },
    },
  }).createMachine({
    id: 'inspector',
    context: ({ input }) => ({ length: 0, ...input }),
    initial: 'awaiting-length',
    on: { malformed: '.failed', reset: '.failed' },
    states: {
      'awaiting-length': {
        meta: {
          need: bytes(4, {
            event: 'length',
            decode: (frame) => {
              const length = frame.uint32(0);
              if (length > LONGEST) throw wireError('inspector-length', `${length} bytes`);
              return length;
            },
          }),
        },
        on: {
          length: { target: 'awaiting-content', actions: assign({ length: ({ event }) => event.value }) },
          eof: 'closed',
          drain: 'closed',
        },
      },
      'awaiting-content': {
        meta: {
          need: bytes(({ length }: { readonly length: number }) => length, {
            event: 'content',
            decode: (frame) => {
              try {
                return decodeMessage(frame.bytes());
              } catch (cause) {
                throw wireError('inspector-message', String(cause), { cause });
              }
            },
          }),
        },
        on: {
          content: {
            target: 'delivered',
            actions: emit(({ event }) => ({ type: 'message' as const, message: event.value })),
          },
        },
      },
      delivered: { on: { responded: 'awaiting-length' } },
      closed: { type: 'final' },
      failed: { type: 'final' },
    },
  });
}

type Told = 'malformed' | 'reset' | 'eof' | 'drain' | 'responded';

const wireError = remoteErrors({
  'inspector-message': {
    text: 'what arrived is no message of an inspector',
    doc: 'The other side of the inspector’s socket is something else, or of another version.',
  },
  'inspector-length': {
    text: 'the message is too long',
    doc: 'The other side of the inspector’s socket is something else: no number of connections makes so long a message.',
  },
});

/** Bytes of one message: a million rows. */
const LONGEST = 64 << 20;

/** What the agent speaks. */
export const agentSide: Protocol<AgentRequest, AgentMessage> = protocolOf<AgentRequest, AgentMessage>();

/** What the inspector speaks. */
export const inspectorSide: Protocol<AgentMessage, AgentRequest> = protocolOf<AgentMessage, AgentRequest>();
