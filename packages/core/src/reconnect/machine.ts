/**
 * The life of a client that comes back, as a machine:
 *
 * ```
 *                 connected              prepared
 *   connecting ─────────────▶ preparing ──────────▶ open (fresh, then steady)
 *     ▲     │ failed              │ lost              │ lost
 *     │     ▼                     ▼                   ▼
 *     └── waiting ◀───────────── is there an attempt left? ──no──▶ given-up
 *    after backoff
 *                         anywhere: close ──▶ closed
 * ```
 *
 * An attempt counts as failed until its connection has been open for a while (`steady`): a remote that takes connections and drops
 * them at once is not called in a tight loop.
 */
import { assign, emit, setup } from 'xstate';

export interface Backoff {
  /** Milliseconds before the first attempt after a failure. Default 100. */
  readonly first: number;
  /** How much longer each further wait is. At least 1; default 2. */
  readonly factor: number;
  /** Milliseconds that no wait exceeds. Default 10,000. */
  readonly most: number;
  /**
   * What part of a wait is left to chance, from 0 to 1; default 0.5: between half of it and all of it. Clients that lost the same
   * server must not all come back at once.
   */
  readonly jitter: number;
}

export interface LifeInput {
  readonly backoff: Backoff;
  /** Attempts in a row that may fail before it gives up. Infinity: it never does. */
  readonly attempts: number;
  /** Milliseconds that a connection must be open for the attempts to count anew. */
  readonly steady: number;
  /** From 0 up to, not including, 1. */
  readonly random: () => number;
}

export type LifeEvent = { readonly type: 'connected' | 'failed' | 'prepared' | 'lost' | 'close' };

/** What the machine wants done: to open a connection, or to prepare the one that has just been opened. */
export interface LifeCommand {
  readonly type: 'connect' | 'prepare';
}

interface Context extends LifeInput {
  /** Attempts in a row that have failed. */
  readonly failures: number;
  /** Milliseconds of the wait at hand. */
  readonly wait: number;
}

export const lifeMachine = setup({
  types: {
    context: {} as Context,
    input: {} as LifeInput,
    events: {} as LifeEvent,
    emitted: {} as LifeCommand,
  },
  delays: {
    backoff: ({ context }) => context.wait,
    steady: ({ context }) => context.steady,
  },
  guards: {
    mayTryAgain: ({ context }) => context.failures < context.attempts,
  },
  actions: {
    connect: emit({ type: 'connect' }),
    prepare: emit({ type: 'prepare' }),
    countFailure: assign({ failures: ({ context }) => context.failures + 1 }),
    forgetFailures: assign({ failures: 0 }),
    chooseWait: assign({ wait: ({ context }) => waitAfter(context) }),
  },
}).createMachine({
  id: 'reconnecting',
  context: ({ input }) => ({ ...input, failures: 0, wait: 0 }),
  initial: 'connecting',
  on: { close: '.closed' },
  states: {
    connecting: {
      entry: 'connect',
      on: { connected: 'preparing', failed: { target: 'failing', actions: 'countFailure' } },
    },
    preparing: {
      entry: 'prepare',
      on: {
        prepared: 'open',
        failed: { target: 'failing', actions: 'countFailure' },
        lost: { target: 'failing', actions: 'countFailure' },
      },
    },
    open: {
      initial: 'fresh',
      states: {
        fresh: {
          on: { lost: { target: '#reconnecting.failing', actions: 'countFailure' } },
          after: { steady: 'steady' },
        },
        steady: { entry: 'forgetFailures', on: { lost: '#reconnecting.failing' } },
      },
    },
    failing: {
      always: [{ guard: 'mayTryAgain', target: 'waiting', actions: 'chooseWait' }, { target: 'given-up' }],
    },
    waiting: { after: { backoff: 'connecting' } },
    closed: { type: 'final' },
    'given-up': { type: 'final' },
  },
});

function waitAfter({ failures, backoff, random }: Context): number {
  const { first, factor, most, jitter } = backoff;
  // A connection that was well and is lost is no failure yet, but not everybody who lost it must call at once.
  const whole = Math.min(most, first * factor ** Math.max(0, failures - 1));
  return whole * (1 - jitter * random());
}
