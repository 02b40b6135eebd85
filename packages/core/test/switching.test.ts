/** Going on with another protocol in the middle of a connection. */
import { describe, expect, test } from 'vitest';
import { setup } from 'xstate';
import { bytes, connect, defineProtocol, type HalfInput, type ProtocolOptions, prepare, serve } from '../src/index.js';
import { Harness } from './kit/harness.js';
import { lines } from './kit/lines.js';
import { failureOf, world } from './kit/world.js';

/** Reads one byte, and goes on with lines for `L`; anything else ends the connection in order. */
function handshake(options: Partial<ProtocolOptions<string>> = {}) {
  const read = setup({
    types: {
      context: {} as HalfInput,
      input: {} as HalfInput,
      events: {} as { readonly type: string; readonly value?: unknown },
    },
    guards: { isLines: ({ event }) => event.value === 'L' },
  }).createMachine({
    id: 'handshake',
    context: ({ input }) => input,
    initial: 'greeting',
    on: { eof: '.failed', malformed: '.failed', reset: '.failed' },
    output: { chosen: 'lines' },
    states: {
      greeting: {
        meta: { need: bytes(1, { decode: (frame) => frame.latin1() }) },
        on: { bytes: [{ guard: 'isLines', target: 'lines' }, { target: 'refused' }] },
      },
      lines: { type: 'final' },
      refused: { type: 'final' },
      failed: { type: 'final' },
    },
  });
  return defineProtocol<string>({
    name: 'handshake',
    read,
    encode: (message, out) => void out.text(message),
    next: { lines: lines() },
    ...options,
  });
}

describe('a protocol with a next one', () => {
  test('goes on with it, and hands over what has arrived, for any chunking', () => {
    for (const chunks of [['Lone\ntwo\n'], [...'Lone\ntwo\n']]) {
      const harness = new Harness(handshake(), { answer: (message) => message });
      harness.receive(...chunks);
      expect(harness.messages).toEqual(['one', 'two']);
      expect(harness.output.toString()).toBe('one\ntwo\n');
      expect(harness.connection.protocol.name).toBe('lines');
    }
  });

  test('tells of the switch and of what is left over', () => {
    const harness = new Harness(handshake());
    harness.receive('Lone\n');
    expect(harness.events[0]).toEqual({ type: 'switched', from: 'handshake', to: 'lines', leftover: 4 });
  });

  test('ends where another final state is reached', () => {
    const harness = new Harness(handshake());
    harness.receive('xone\n').eof();
    expect([harness.types, harness.failure]).toEqual([['end', 'closed'], undefined]);
  });

  test('counts bytes on: errors of the next one lie in the whole connection', () => {
    const harness = new Harness(handshake(), { answer: () => undefined });
    harness.receive('Lone\nbad\n');
    expect(harness.failure).toMatchObject({ code: 'protocol-violation', state: 'awaiting-line', offset: 6 });
  });

  test('does not go on when bytes are left over where it refuses them', () => {
    const refusing = handshake({ leftovers: 'refuse' });
    const early = new Harness(refusing);
    early.receive('Lone\n');
    expect(early.failure).toMatchObject({ blame: 'remote', code: 'leftovers' });
    const patient = new Harness(refusing);
    patient.receive('L', 'one\n');
    expect(patient.messages).toEqual(['one']);
  });

  test('refuses a state that the machine does not have', () => {
    expect(() => prepare(handshake({ next: { nowhere: lines() } }), 'server')).toThrow(/'nowhere'/);
  });

  test('sends what opens each of them first', () => {
    const harness = new Harness(
      handshake({ opening: () => 'hello ', next: { lines: lines({ opening: () => 'ready' }) } }),
    );
    harness.run();
    expect(harness.output.toString()).toBe('hello ');
    harness.receive('L');
    expect(harness.output.toString()).toBe('hello ready\n');
  });

  test('hands over the output that waits, and its time-outs', () => {
    const harness = new Harness(handshake({ opening: () => 'hello ' }), { role: 'client', timeouts: { write: 100 } });
    harness.ready = false;
    harness.run();
    harness.advance(50).receive('L');
    expect(harness.states).toEqual(['awaiting-line', 'blocked']);
    expect(harness.connection.pollTimeout()).toBe(150);
    harness.connection.send('waiting', 50);
    harness.drained();
    expect(harness.output.toString()).toBe('hello waiting\n');
  });
});

test('connect resolves when the last protocol is reached, and rejects when it never will be', async () => {
  const network = world();
  const client = handshake();
  await using _ = await serve(
    handshake({ opening: () => 'L' }),
    (line) => line.toUpperCase(),
    network.endpoint('good'),
  );
  await using connected = await connect(client, network.endpoint('good'));
  expect(connected.state('read')).toBe('awaiting-line');

  await using refusing = await serve(handshake({ opening: () => 'x' }), (line) => line, network.endpoint('bad'));
  expect(refusing.peers.size).toBe(0);
  expect(await failureOf(connect(client, network.endpoint('bad')))).toMatchObject({ code: 'closed-before-reply' });
});
