/** What may take how long, and what may take for ever. */
import { describe, expect, test } from 'vitest';
import { Harness } from '../../../core/test/kit/harness.js';
import * as m from '../../src/memcached/index.js';
import { latin1, packet } from './support/wire.js';

const timeouts = { header: 1_000, content: 500, idle: 60_000 };

function harness(options: Parameters<typeof m.memcached.server>[0] = { timeouts }) {
  return new Harness(m.memcached.server(options), {
    answer: (to) => ({ to, reply: { type: 'ok' as const, cas: undefined } }),
  });
}

const FORMS = {
  text: { whole: latin1('verbosity 1\r\n'), states: ['awaiting-command', 'awaiting-line-end'] },
  binary: { whole: packet({ opcode: 0x0a }), states: ['awaiting-header', 'awaiting-header-end'] },
} as const;

describe.each(['text', 'binary'] as const)('%s', (speaks) => {
  const { whole, states } = FORMS[speaks];

  test('a client may be silent for ever', () => {
    const server = harness({})
      .receive(whole)
      .advance(10 ** 9)
      .receive(whole);
    expect(server.messages).toHaveLength(2);
    expect(server.failure).toBeUndefined();
  });

  test('unless idle says how long, from when the header of a next command is not there', () => {
    const server = harness().receive(whole).advance(60_999);
    expect(server.states[0]).toBe('idle');
    server.advance(1);
    expect(server.failure).toMatchObject({ code: 'timeout-idle', blame: 'timeout', state: 'idle' });
  });

  test('but not in the middle of a command, however it trickles', () => {
    const server = harness().receive(whole).advance(10_000);
    server.receive(whole.subarray(0, 1));
    for (let i = 1; i < 10; i++) server.advance(99).receive(whole.subarray(i, i + 1));
    server.advance(108);
    expect(server.failure).toBeUndefined();
    server.advance(1);
    expect(server.failure).toMatchObject({ code: 'timeout-header', state: states[1], offset: whole.length });
  });

  test('a command that is begun late has the time for a header all the same', () => {
    const server = harness().receive(whole).advance(900).receive(whole.subarray(0, 3)).advance(999);
    expect(server.states[0]).toBe(states[1]);
    server.receive(whole.subarray(3));
    expect([server.messages.length, server.states[0]]).toEqual([2, states[0]]);
  });

  test('a silent client may end at any time', () => {
    for (const silence of [0, 999, 1_000, 50_000]) {
      const server = harness().receive(whole).advance(silence).eof();
      expect([server.failure, server.types.at(-1)]).toEqual([undefined, 'closed']);
    }
  });

  test('a server that drains does not wait for a silent client', () => {
    const server = harness().receive(whole).advance(50_000).drain().eof();
    expect([server.failure, server.types.at(-1)]).toEqual([undefined, 'closed']);
  });
});

test('data may take as long as they like, but not without one more byte', () => {
  const server = harness().receive('set k 0 0 9\r\n');
  for (let i = 0; i < 10; i++) server.advance(499).receive('x');
  expect(server.failure).toBeUndefined();
  server.advance(500);
  expect(server.failure).toMatchObject({ code: 'timeout-content', state: 'awaiting-data', offset: 13 });
});

test('data that are skipped may not either', () => {
  const server = harness({ timeouts, limits: { contentBytes: 5 } }).receive('set k 0 0 9\r\n');
  for (let i = 0; i < 10; i++) server.advance(499).receive('x');
  server.advance(500);
  expect(server.failure).toMatchObject({ code: 'timeout-content', state: 'discarding' });
});
