/** The loop that joins a connection to an application and a transport: what happens while output is written is seen to as well. */
import { expect, test } from 'vitest';
import { emit, setup } from 'xstate';
import {
  bytes,
  Connection,
  type ConnectionEvent,
  type ConnectionOptions,
  defineProtocol,
  type HalfInput,
  type OutputSink,
  prepare,
  pump,
  type ReadEvent,
  type Role,
  type Security,
  TransportError,
} from '../src/index.js';
import { lines } from './kit/lines.js';

type Subject = Connection<string, string>;

/** Echoes what comes, on a transport that does something the first time that it is written to. Tells what happened in one pump. */
function pumpedOnce(
  first: string,
  atFirstWrite: (connection: Subject) => void,
  role: Role = 'server',
  options: ConnectionOptions = {},
): string[] {
  const connection: Subject = new Connection(prepare(lines(), role, options), 0);
  const seen: string[] = [];
  let writes = 0;
  const application = {
    event(event: ConnectionEvent<string>) {
      seen.push(event.type === 'message' ? event.message : event.type);
      if (event.type !== 'message') return;
      connection.send(event.message, 0);
      connection.responded(0);
    },
  };
  const transport: OutputSink = {
    write(pieces) {
      seen.push(`wrote ${Buffer.concat(pieces)}`);
      writes += 1;
      if (writes === 1) atFirstWrite(connection);
      return true;
    },
    end: () => void seen.push('ended'),
    reset: () => void seen.push('reset'),
  };
  connection.receiveData(Buffer.from(first), 0);
  seen.push(pump(connection, application, transport, 0), connection.stateOf('write'));
  return seen;
}

test('nothing happens: what is needed has not arrived', () => {
  expect(pumpedOnce('a\n', () => {})).toEqual(['a', 'wrote a\n', 'need-data', 'idle']);
});

test('more arrives: it is read', () => {
  const more = (connection: Subject) => void connection.receiveData(Buffer.from('b\n'), 0);
  expect(pumpedOnce('a\n', more)).toEqual(['a', 'wrote a\n', 'b', 'wrote b\n', 'need-data', 'idle']);
});

test('the rest of what was there in part arrives: it is read', () => {
  const rest = (connection: Subject) => void connection.receiveData(Buffer.from('b\n'), 0);
  expect(pumpedOnce('a\nb', rest)).toEqual(['a', 'wrote a\n', 'bb', 'wrote bb\n', 'need-data', 'idle']);
});

test('the remote ends: so does this side', () => {
  expect(pumpedOnce('a\n', (connection) => connection.receiveEof(0))).toEqual([
    'a',
    'wrote a\n',
    ...['end', 'ended', 'closed', 'closed', 'closed'],
  ]);
});

test('the transport fails: that is told', () => {
  const failure = new TransportError('read', 'ECONNRESET', 'gone');
  expect(pumpedOnce('a\n', (connection) => connection.receiveError(failure, 0)).slice(0, 3)).toEqual([
    'a',
    'wrote a\n',
    'failed',
  ]);
});

test('something is sent: it is written', () => {
  expect(pumpedOnce('a\n', (connection) => void connection.send('b', 0))).toEqual([
    'a',
    'wrote a\n',
    'wrote b\n',
    ...['need-data', 'idle'],
  ]);
});

test('there is room again for who was told that there is none: that is told', () => {
  const full = { limits: { bufferedOutput: 1 } };
  expect(pumpedOnce('a\n', () => {}, 'client', full)).toEqual(['a', 'wrote a\n', 'writable', 'need-data', 'idle']);
});

test('this side is done: it ends', () => {
  expect(pumpedOnce('a\n', (connection) => connection.finish(0))).toEqual([
    'a',
    'wrote a\n',
    'ended',
    'need-data',
    'closed',
  ]);
});

test('a time-out is due: it happens', () => {
  expect(pumpedOnce('a\n', (connection) => connection.handleTimeout(10 ** 9))).toContain('failed');
});

test('it is aborted: the transport is reset', () => {
  expect(pumpedOnce('a\n', (connection) => connection.abort('no more', 0))).toContain('reset');
});

/** Waits for four bytes, or until it hears that two are enough. */
const patient = defineProtocol<string>({
  name: 'patient',
  read: setup({
    types: { context: {} as HalfInput, input: {} as HalfInput, events: {} as ReadEvent | Told },
    delays: { soon: 1000 },
  }).createMachine({
    id: 'patient',
    context: ({ input }) => input,
    initial: 'awaiting-four',
    on: { malformed: '.failed', reset: '.failed' },
    states: {
      'awaiting-four': {
        meta: { need: bytes(4, { event: 'four' }) },
        on: { four: 'closed', enough: 'awaiting-two', secured: 'awaiting-two' },
        after: { soon: 'awaiting-two' },
      },
      'awaiting-two': {
        meta: { need: bytes(2, { event: 'two', decode: (frame) => frame.text() }) },
        on: { two: { target: 'closed', actions: emit(({ event }) => ({ type: 'message', message: event.value })) } },
      },
      closed: { type: 'final' },
      failed: { type: 'final' },
    },
  }),
  encode: (message, out) => void out.text(message),
});

type Told = { readonly type: 'four' | 'enough' } | { readonly type: 'two'; readonly value: string };

test.each<[string, (connection: Subject) => void]>([
  ['what it has waited for is there', (connection) => connection.receiveOutcome({ type: 'enough' }, 0)],
  ['a time-out is due', (connection) => connection.handleTimeout(1000)],
  ['the handshake is over', (connection) => connection.receiveSecured({} as Security, 0)],
])('%s, and the read half can go on with what it has: it does', (_, atFirstWrite) => {
  const connection: Subject = new Connection(prepare(patient, 'server'), 0);
  const messages: string[] = [];
  const application = {
    event: (event: ConnectionEvent<string>) => void (event.type === 'message' && messages.push(event.message)),
  };
  const transport: OutputSink = {
    write() {
      atFirstWrite(connection);
      return true;
    },
    end() {},
    reset() {},
  };
  connection.receiveData(Buffer.from('ab'), 0);
  connection.send('hello', 0);
  pump(connection, application, transport, 0);
  expect(messages).toEqual(['ab']);
});
