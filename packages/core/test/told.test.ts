/** A write half that is told what the read half has found out: how long a frame the remote takes (as SETTINGS of HTTP/2 say). */
import { describe, expect, test } from 'vitest';
import { emit } from 'xstate';
import { defineProtocol, type HalfInput, mermaidOf, setupReadHalf, until, writeHalfWith } from '../src/index.js';
import { Harness } from './kit/harness.js';

interface WriteContext extends HalfInput {
  readonly longest: number;
}

const read = setupReadHalf({
  types: { message: {} as string, sent: {} as string, emitted: {} as { type: 'tell'; value: number } },
  needs: { line: until('\n', { max: 100, decode: (frame) => frame.text() }) },
  guards: { isLimit: ({ event }) => event.type === 'line' && event.value.startsWith('limit ') },
}).createMachine({
  id: 'limited',
  initial: 'awaiting-line',
  states: {
    'awaiting-line': {
      meta: { need: 'line' },
      on: {
        line: [
          {
            guard: 'isLimit',
            actions: [
              emit(({ event }) => ({ type: 'tell', value: Number(event.value.slice(6)) })),
              emit({ type: 'send', message: 'understood' }),
            ],
          },
          { target: 'responding', actions: emit(({ event }) => ({ type: 'message', message: event.value })) },
        ],
        eof: 'closed',
        drain: 'closed',
      },
    },
    responding: { on: { responded: 'awaiting-line' } },
  },
});

const write = writeHalfWith<WriteContext>(
  (input) => ({ ...input, longest: 100 }),
  (_, longest) => ({ longest: longest as number }),
);

const limited = defineProtocol<string, string, WriteContext>({
  name: 'limited',
  read,
  write,
  encode(message, out, { longest }) {
    for (let at = 0; at < message.length; at += longest) out.text(`${message.slice(at, at + longest)}\n`);
  },
});

describe('what the read half tells', () => {
  test('is known to the encoder from the next message on, however it is cut', () => {
    for (const size of [1, 3, 100]) {
      const harness = new Harness(limited, { answer: (line) => line.toUpperCase() });
      const input = 'before\nlimit 4\nafterwards\nlimit 6\nend\n';
      for (let at = 0; at < input.length; at += size) harness.receive(input.slice(at, at + size));
      expect(harness.output.toString()).toBe('BEFORE\nunde\nrsto\nod\nAFTE\nRWAR\nDS\nunders\ntood\nEND\n');
    }
  });

  test('shows in the trace and in the chart, and is no event of the application', () => {
    const harness = new Harness(limited, { record: 10 });
    harness.receive('limit 4\n');
    expect(harness.connection.trace).toMatchObject([
      { half: 'read', event: 'line' },
      { half: 'write', event: 'told', from: 'idle', to: 'idle' },
      { half: 'write', event: 'send' },
      { half: 'write', event: 'flushed' },
    ]);
    expect(harness.events).toEqual([]);
    expect(mermaidOf(write)).toContain('told');
  });
});
