/** A connection that reads one thing again and again. */
import { setup } from 'xstate';
import { type ConnectionOptions, defineProtocol, type HalfInput, type Need } from '../../src/index.js';
import { Harness } from './harness.js';

/** A codec that gives the bytes as text. */
export const text = (frame: { latin1(): string }) => frame.latin1();

/** Reads one thing again and again; every event that the machine hears is noted. */
export function reading(need: Need, options: ConnectionOptions & { readonly size?: number } = {}) {
  const heard: unknown[] = [];
  const machine = setup({
    types: {
      context: {} as HalfInput & { size: number },
      input: {} as HalfInput,
      events: {} as { type: string; value?: unknown },
    },
    actions: { hear: ({ event }) => void heard.push('value' in event ? [event.type, event.value] : event.type) },
  }).createMachine({
    id: 'reading',
    context: ({ input }) => ({ ...input, size: options.size ?? 0 }),
    initial: 'reading',
    on: { malformed: { target: '.failed', actions: 'hear' }, reset: '.failed' },
    states: {
      reading: {
        meta: { need },
        on: { eof: { target: 'closed', actions: 'hear' }, '*': { actions: 'hear' } },
      },
      closed: { type: 'final' },
      failed: { type: 'final' },
    },
  });
  const protocol = defineProtocol<unknown, never>({ name: 'reading', read: machine, encode: () => {} });
  return { harness: new Harness(protocol, { role: 'client', ...options }), heard };
}
