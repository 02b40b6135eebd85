/** A protocol that copies all that it has kept for each byte that is not 0, as some do. */
import { type ByteWindow, defineProtocol, type FrameReader, type HalfInput, whole } from '@wirechart/core';
import { setup } from 'xstate';
import type { CostSubject } from '../../src/costs/subject.js';

class Collecting implements FrameReader<readonly object[]> {
  #kept: readonly object[] = [];

  read(window: ByteWindow): number {
    for (; window.start < window.end; window.start++) {
      if (window.buffer[window.start] !== 0) this.#kept = [...this.#kept, { at: window.start }];
    }
    return 1;
  }

  take(): readonly object[] {
    return this.#kept;
  }
}

const read = setup({ types: { context: {} as HalfInput, input: {} as HalfInput } }).createMachine({
  id: 'quadratic',
  context: ({ input }) => input,
  initial: 'reading',
  on: { malformed: '.failed', reset: '.failed', eof: '.failed' },
  states: {
    reading: { meta: { need: whole(() => new Collecting(), { event: 'all' }) }, on: { all: {} } },
    failed: { type: 'final' },
  },
});

export const quadratic: CostSubject = {
  name: 'quadratic',
  role: 'server',
  protocol: defineProtocol({ name: 'quadratic', read, encode: () => {} }),
  inputs: { ones: (size) => new Uint8Array(size).fill(1) },
};
