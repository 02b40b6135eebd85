/** A protocol that has the transport switched to TLS: when that is due, and what becomes of bytes that came before. */
import { describe, expect, test } from 'vitest';
import { setup } from 'xstate';
import {
  bytes,
  Connection,
  defineProtocol,
  type HalfInput,
  prepare,
  type ReadEvent,
  type Security,
} from '../src/index.js';
import { lines } from './kit/lines.js';

const types = { context: {} as HalfInput, input: {} as HalfInput, events: {} as ReadEvent };
const SECURITY: Security = {
  version: 'TLSv1.3',
  cipher: 'TLS_AES_128_GCM_SHA256',
  protocol: undefined,
  serverName: undefined,
  resumed: false,
  authorized: false,
  certificate: undefined,
};

function securing(secures: 'keep' | 'refuse') {
  const read = setup({ types }).createMachine({
    id: 'tls',
    context: ({ input }) => input,
    initial: 'handshaking',
    on: { malformed: '.failed', reset: '.failed' },
    states: {
      handshaking: { on: { secured: 'secured' } },
      secured: { type: 'final' },
      failed: { type: 'final' },
    },
  });
  return defineProtocol<string>({
    name: 'tls',
    read,
    encode: (message, out) => void out.text(message),
    opening: () => 'ready\n',
    secures,
    next: { secured: lines() },
  });
}

const ascii = (text: string) => Uint8Array.from(text, (char) => char.charCodeAt(0));

describe.each(['compiled', 'xstate'] as const)('by the %s machines', (runtime) => {
  const open = (secures: 'keep' | 'refuse') => new Connection(prepare(securing(secures), 'server', { runtime }), 0);

  test('is due when everything before is written, and not sooner', () => {
    const connection = open('refuse');
    expect(connection.secureDue).toBe(false);
    expect(connection.pollTransmit()).toBeDefined();
    connection.transmitted(false, 0);
    expect(connection.secureDue).toBe(false);
    connection.transportDrained(0);
    expect(connection.secureDue).toBe(true);
    expect(connection.takeForHandshake(0)).toEqual([]);
    expect(connection.secureDue).toBe(false);
    expect(connection.stateOf('read')).toBe('handshaking');
  });

  test('the next protocol goes on when the handshake is over', () => {
    const connection = open('refuse');
    connection.pollTransmit();
    connection.transmitted(true, 0);
    connection.takeForHandshake(0);
    connection.receiveSecured(SECURITY, 0);
    expect(connection.nextEvent()).toEqual({ type: 'secured', security: SECURITY });
    expect(connection.nextEvent()).toMatchObject({ type: 'switched', to: 'lines', leftover: 0 });
    connection.receiveData(ascii('hello\n'), 0);
    expect(connection.nextEvent()).toEqual({ type: 'message', message: 'hello' });
  });

  test('bytes that came before are refused, and are no message', () => {
    const connection = open('refuse');
    connection.receiveData(ascii('forged\n'), 0);
    connection.pollTransmit();
    connection.transmitted(true, 0);
    expect(connection.takeForHandshake(0)).toBeUndefined();
    expect(connection.nextEvent()).toMatchObject({
      type: 'failed',
      error: { code: 'leftovers', blame: 'remote', half: 'read', state: 'handshaking' },
    });
    expect(connection.nextEvent()).not.toMatchObject({ type: 'message' });
  });

  test('or belong to the handshake, in the order in which they came', () => {
    const connection = open('keep');
    connection.receiveData(ascii('hel'), 0);
    connection.receiveData(ascii('lo'), 0);
    connection.pollTransmit();
    connection.transmitted(true, 0);
    const received = connection.takeForHandshake(0) as Uint8Array[];
    expect(String.fromCharCode(...received.flatMap((chunk) => [...chunk]))).toBe('hello');
  });

  test('a connection that is over has no use for it', () => {
    const connection = open('refuse');
    connection.abort('enough', 0);
    expect(connection.secureDue).toBe(false);
    connection.receiveSecured(SECURITY, 0);
    expect(connection.stateOf('read')).toBe('failed');
  });

  test('what had trickled in belongs to the handshake, and what comes after it is waited for anew', () => {
    const read = setup({ types: { ...types, events: {} as { readonly type: string } } }).createMachine({
      id: 'word',
      context: ({ input }) => input,
      initial: 'reading',
      on: { malformed: '.failed', reset: '.failed', eof: '.done' },
      states: {
        reading: { meta: { need: bytes(8, { event: 'word' }) }, on: { word: 'done' } },
        done: { type: 'final' },
        failed: { type: 'final' },
      },
    });
    const word = defineProtocol<string>({
      name: 'word',
      read,
      encode: (message, out) => void out.text(message),
      secures: 'keep',
    });
    const connection = new Connection(prepare(word, 'client', { runtime }), 0);
    const rest = () => (connection as unknown as { rest(): void }).rest();
    const receive = (text: string) => {
      connection.receiveData(ascii(text), 0);
      while (typeof connection.nextEvent() !== 'string');
      rest();
    };
    for (const byte of 'abcde') receive(byte);
    const received = connection.takeForHandshake(0) as Uint8Array[];
    expect(received.flatMap((piece) => [...piece])).toEqual([...ascii('abcde')]);
    rest();
    for (const byte of '1234567') receive(byte);
    expect(connection.stateOf('read')).toBe('reading');
    receive('8');
    expect(connection.stateOf('read')).toBe('done');
  });
});
