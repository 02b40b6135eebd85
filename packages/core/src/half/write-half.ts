/**
 * The stock write half.
 *
 * ```
 *            send                wait
 *   idle ───────────▶ sending ◀────────▶ blocked        reset, or a time-out
 *     ▲    flushed       │      drained     │        ┌──────────────────────▶ failed
 *     └──────────────────┤                  │        │
 *            finish      ▼      finish      ▼        │
 *   idle ─────────▶  finishing ◀──────── (blocked) ──┘
 *                        │ ended
 *                        ▼
 *                     closed
 * ```
 *
 * What `finishing` has to write first and whether the transport is ready for it is the connection's business; the chart
 * says that nothing new is taken, and that it must be over in time.
 */
import { assign, setup } from 'xstate';
import { shown } from '../errors/check-arguments.js';
import type { HalfInput } from '../limits.js';
import type { WriteEvent } from './events.js';

export const writeHalf = writeHalfWith((input) => input);

/**
 * The stock write half with a context of the protocol's own, for an encoder that has to remember something.
 *
 * @param told what changes in the context when the read half tells something ({@link EmittedTell})
 */
export function writeHalfWith<TContext extends HalfInput>(
  contextOf: (input: HalfInput) => TContext,
  told?: (context: TContext, value: unknown) => Partial<TContext>,
) {
  if (typeof contextOf !== 'function')
    throw new TypeError(`writeHalfWith takes a function that makes the context of the input, not ${shown(contextOf)}`);
  const hearTold = assign<TContext, WriteEvent, undefined, WriteEvent, never>(({ context, event }) =>
    event.type === 'told' && told !== undefined ? told(context, event.value) : {},
  );
  return setup({
    types: {
      context: {} as TContext,
      input: {} as HalfInput,
      events: {} as WriteEvent,
    },
    delays: {
      write: ({ context }) => context.timeouts.write,
      drain: ({ context }) => context.timeouts.drain,
    },
  }).createMachine({
    id: 'write',
    context: ({ input }) => contextOf(input),
    initial: 'idle',
    on: { reset: '.failed', ...(told === undefined ? {} : { told: { actions: hearTold } }) },
    states: {
      idle: {
        on: { send: 'sending', finish: 'finishing' },
      },
      sending: {
        on: { flushed: 'idle', wait: 'blocked', finish: 'finishing' },
      },
      blocked: {
        on: { drained: 'sending', finish: 'finishing', progress: { target: 'blocked', reenter: true } },
        after: { write: 'failed' },
      },
      finishing: {
        on: { ended: 'closed' },
        after: { drain: 'failed' },
      },
      closed: { type: 'final' },
      failed: { type: 'final' },
    },
  });
}
