/** What a read half wants to have sent, and the encoder refuses: the half hears so once, and may go on. */
import { expect, test } from 'vitest';
import { emit } from 'xstate';
import { defineProtocol, setupReadHalf, until } from '../src/index.js';
import { Harness } from './kit/harness.js';

const read = setupReadHalf({
  types: { message: {} as string, sent: {} as string },
  needs: { line: until('\n', { max: 100, decode: (frame) => frame.text() }) },
}).createMachine({
  id: 'echo',
  initial: 'polite',
  states: {
    polite: {
      meta: { need: 'line' },
      on: {
        line: { actions: emit(({ event }) => ({ type: 'send', message: event.value })) },
        malformed: 'gruff',
        eof: 'closed',
      },
    },
    gruff: {
      meta: { need: 'line' },
      on: {
        line: { target: 'polite', actions: emit({ type: 'send', message: 'what?' }) },
        eof: 'closed',
      },
    },
  },
});

const echo = defineProtocol<string>({
  name: 'echo',
  read,
  encode(message, out) {
    if (message.startsWith('!')) throw new RangeError('too loud');
    out.text(`${message}\n`);
  },
});

test('a read half that goes on after what could not be sent hears of it once each time', () => {
  for (const size of [1, 100]) {
    const harness = new Harness(echo, { record: 100 });
    const input = 'a\n!b\nc\nd\n!e\nf\ng\n';
    for (let at = 0; at < input.length; at += size) harness.receive(input.slice(at, at + size));
    expect(harness.output.toString()).toBe('a\nwhat?\nd\nwhat?\ng\n');
    const malformed = harness.connection.trace.filter(({ event }) => event === 'malformed');
    expect(malformed.map(({ from, to }) => `${from} to ${to}`)).toEqual(['polite to gruff', 'polite to gruff']);
    expect(harness.events).toEqual([]);
  }
});
