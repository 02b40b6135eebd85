/**
 * Happy Eyeballs (RFC 8305) as a machine: a new attempt begins when the one before has failed, or has taken longer than the
 * attempt delay; those that are under way go on beside it. The first to be open wins.
 *
 * ```
 *             resolved              attempt delay, or failed: and there is another address
 *   resolving ────────▶ attempting ──┐
 *       │                │   ▲───────┘
 *       │ unresolved     │ connected            ──▶ connected
 *       ▼                │ failed, the last one ──▶ unreachable
 *   unresolved           │ time-out             ──▶ timed-out
 * ```
 */
import { assign, emit, setup } from 'xstate';
import type { DialAddress } from './interleave.js';

export interface DiallingInput {
  /** Milliseconds for all of it. */
  readonly timeout: number;
  /** Milliseconds that an attempt is waited for before the next one begins. */
  readonly attemptDelay: number;
}

export type DiallingEvent =
  | { readonly type: 'resolved'; readonly addresses: readonly DialAddress[] }
  | { readonly type: 'unresolved' }
  | { readonly type: 'connected'; readonly attempt: number }
  | { readonly type: 'failed'; readonly attempt: number };

/** What the machine wants done. */
export type DiallingCommand = { readonly type: 'attempt'; readonly attempt: number; readonly address: DialAddress };

interface Context extends DiallingInput {
  /** In the order in which they are tried. */
  readonly addresses: readonly DialAddress[];
  /** Attempts begun. */
  readonly begun: number;
  readonly failures: number;
}

export const diallingMachine = setup({
  types: {
    context: {} as Context,
    input: {} as DiallingInput,
    events: {} as DiallingEvent,
    emitted: {} as DiallingCommand,
  },
  delays: {
    timeout: ({ context }) => context.timeout,
    attemptDelay: ({ context }) => context.attemptDelay,
  },
  guards: {
    hasAddresses: ({ event }) => event.type === 'resolved' && event.addresses.length > 0,
    hasAnother: ({ context }) => context.begun < context.addresses.length,
    isLast: ({ context }) => context.failures + 1 === context.begun,
  },
  actions: {
    setAddresses: assign({ addresses: ({ event }) => (event.type === 'resolved' ? event.addresses : []) }),
    begin: emit(({ context }) => ({
      type: 'attempt' as const,
      attempt: context.begun,
      address: context.addresses[context.begun] as DialAddress,
    })),
    countAttempt: assign({ begun: ({ context }) => context.begun + 1 }),
    countFailure: assign({ failures: ({ context }) => context.failures + 1 }),
  },
}).createMachine({
  id: 'dialling',
  context: ({ input }) => ({ ...input, addresses: [], begun: 0, failures: 0 }),
  initial: 'dialling',
  states: {
    dialling: {
      initial: 'resolving',
      after: { timeout: 'timed-out' },
      on: { connected: 'connected' },
      states: {
        resolving: {
          on: {
            resolved: [
              { guard: 'hasAddresses', target: 'attempting', actions: 'setAddresses' },
              { target: '#dialling.unresolved' },
            ],
            unresolved: '#dialling.unresolved',
          },
        },
        attempting: {
          entry: ['begin', 'countAttempt'],
          after: { attemptDelay: { guard: 'hasAnother', target: 'attempting', reenter: true } },
          on: {
            failed: [
              { guard: 'hasAnother', target: 'attempting', reenter: true, actions: 'countFailure' },
              { guard: 'isLast', target: '#dialling.unreachable', actions: 'countFailure' },
              { actions: 'countFailure' },
            ],
          },
        },
      },
    },
    connected: { type: 'final' },
    unreachable: { type: 'final' },
    unresolved: { type: 'final' },
    'timed-out': { type: 'final' },
  },
});
