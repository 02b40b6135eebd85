/** Read halves that go on after the end of their input, as that of a tunnel: each direction ends by itself. */
import { describe, expect, test } from 'vitest';
import { setup } from 'xstate';
import { defineProtocol, type HalfInput, streamRemainder } from '../src/index.js';
import { connectionReset, Harness } from './kit/harness.js';

const read = setup({
  types: { context: {} as HalfInput, input: {} as HalfInput, events: {} as { readonly type: string } },
}).createMachine({
  id: 'tunnel',
  context: ({ input }) => input,
  initial: 'streaming',
  on: { malformed: '.failed', reset: '.failed', drain: '.closed' },
  states: {
    streaming: {
      meta: { need: streamRemainder({ piece: (frame) => ({ type: 'message', message: frame.text() }) }) },
      on: { eof: 'half-closed', finished: 'receiving' },
    },
    receiving: {
      meta: { need: streamRemainder({ piece: (frame) => ({ type: 'message', message: frame.text() }) }) },
      on: { eof: 'closed' },
    },
    'half-closed': { on: { finished: 'closed' } },
    closed: { type: 'final' },
    failed: { type: 'final' },
  },
});

const tunnel = defineProtocol<string>({ name: 'tunnel', read, encode: (text, out) => out.text(text) });

describe.each(['compiled', 'xstate'] as const)('%s', (runtime) => {
  const opened = () => new Harness(tunnel, { runtime });

  test('the remote ends first: it is told once, and this side goes on sending', () => {
    const harness = opened().receive('one').eof();
    expect(harness.types).toEqual(['message', 'end']);
    expect([harness.states, harness.connection.receiving]).toEqual([['half-closed', 'idle'], false]);
    harness.send('answer');
    expect([harness.output.toString(), harness.outputEnd]).toEqual(['answer', undefined]);
    harness.finish();
    expect(harness.outputEnd).toBe('end');
    expect(harness.types).toEqual(['message', 'end', 'closed']);
    expect([harness.states, harness.failure, harness.connection.closed]).toEqual([
      ['closed', 'closed'],
      undefined,
      true,
    ]);
  });

  test('this side ends first, and goes on receiving', () => {
    const harness = opened().finish();
    expect([harness.states, harness.outputEnd]).toEqual([['receiving', 'closed'], 'end']);
    harness.receive('one', 'two');
    expect(harness.messages).toEqual(['one', 'two']);
    expect([harness.connection.receiving, harness.connection.closed]).toEqual([true, false]);
    harness.eof();
    expect(harness.types).toEqual(['message', 'message', 'end', 'closed']);
  });

  test('what the transport does to one that waits for its own end is no end in order', () => {
    const harness = opened().eof().error();
    expect(harness.types).toEqual(['end', 'failed', 'closed']);
    expect(harness.failure).toMatchObject({ code: connectionReset().code });
  });

  test('a transport that fails is not taken for an end of this side', () => {
    const harness = opened().receive('one').error();
    expect(harness.types).toEqual(['message', 'failed', 'closed']);
    expect(harness.states[0]).toBe('failed');
  });
});
