/** The read half of a server behind a proxy: who speaks, which version, and the header. */
import {
  type Addresses,
  type ByteWindow,
  bytes,
  type HalfInput,
  type ReadEvent,
  until,
  type WirechartError,
  whole,
} from '@wirechart/core';
import { assign, setup } from 'xstate';
import { PREAMBLE_LENGTH, type Preamble, readBlock, readPreamble } from './block.js';
import { proxyError } from './errors.js';
import type { ProxyHeader } from './header.js';
import { LINE_MAX, readLine } from './line.js';
import { SignatureReader } from './signature.js';

interface Context extends HalfInput {
  readonly preamble: Preamble;
  /** What the half comes to: the header, or why it went no further. */
  readonly outcome: ProxyHeader | WirechartError | undefined;
}

type Event =
  | ReadEvent
  | { readonly type: 'opened' }
  | { readonly type: 'version'; readonly value: 1 | 2 }
  | { readonly type: 'preamble'; readonly value: Preamble }
  | { readonly type: 'header'; readonly value: ProxyHeader };

/** @param mixed whether a line of TCP6 may have IPv4 addresses */
export function readHalf(isTrusted: (addresses: Addresses | undefined) => boolean, mixed: boolean) {
  return setup({
    types: { context: {} as Context, input: {} as HalfInput, events: {} as Event },
    guards: {
      isTrusted: ({ context }) => isTrusted(context.addresses),
      isLine: ({ event }) => event.type === 'version' && event.value === 1,
    },
    actions: {
      refuseSource: assign({ outcome: () => proxyError('proxy-untrusted') }),
      rememberPreamble: assign({
        preamble: ({ context, event }) => (event.type === 'preamble' ? event.value : context.preamble),
      }),
      rememberHeader: assign({
        outcome: ({ context, event }) => (event.type === 'header' ? event.value : context.outcome),
      }),
    },
    delays: { header: ({ context }) => context.timeouts.header },
  }).createMachine({
    id: 'proxy',
    context: ({ input }) => ({ preamble: NO_PREAMBLE, outcome: undefined, ...input }),
    initial: 'checking-source',
    // Nothing is under way before the header has been read.
    on: { eof: '.failed', malformed: '.failed', reset: '.failed', drain: '.closed' },
    after: { header: '.failed' },
    output: ({ context }) => context.outcome,
    states: {
      'checking-source': {
        meta: { need: bytes(0, { event: 'opened', decode: () => undefined }) },
        on: {
          opened: [
            { guard: 'isTrusted', target: 'awaiting-signature' },
            { target: 'failed', actions: 'refuseSource' },
          ],
        },
      },
      'awaiting-signature': {
        meta: { need: whole(() => new SignatureReader(), { event: 'version' }) },
        on: {
          version: [{ guard: 'isLine', target: 'awaiting-line' }, { target: 'awaiting-preamble' }],
          // A balancer that only looks whether anybody listens says nothing.
          eof: 'closed',
        },
      },
      'awaiting-line': {
        meta: { need: until('\r\n', { event: 'header', max: LINE_MAX, decode: (frame) => readLine(frame, mixed) }) },
        on: { header: { target: 'introduced', actions: 'rememberHeader' } },
      },
      'awaiting-preamble': {
        meta: { need: bytes(PREAMBLE_LENGTH, { event: 'preamble', decode: readPreamble }) },
        on: { preamble: { target: 'awaiting-block', actions: 'rememberPreamble' } },
      },
      'awaiting-block': {
        meta: {
          need: bytes(({ preamble }: Context) => preamble.length, {
            event: 'header',
            decode: (frame: ByteWindow, { preamble }: Context) => readBlock(frame, preamble),
          }),
        },
        on: { header: { target: 'introduced', actions: 'rememberHeader' } },
      },
      introduced: { type: 'final' },
      closed: { type: 'final' },
      failed: { type: 'final' },
    },
  });
}

const NO_PREAMBLE: Preamble = { command: 0, family: 0, length: 0 };
