/** The closing handshake, pings, and what happens when nothing does. */
import type { Client } from '@wirechart/core';
import { describe, expect, test } from 'vitest';
import { Harness, type HarnessOptions } from '../../../core/test/kit/harness.js';
import { close, frames, ping, pong, type Sendable, type WebSocketMessage } from '../../src/websocket/index.js';
import { outcomes, scripted } from '../support/scripted.js';
import { closePayload, fixed, framesOf, fromClient, fromServer } from './support/wire.js';

type Options = HarnessOptions<WebSocketMessage, Sendable>;
const server = (options: Options = {}) => new Harness(frames({ role: 'server' }), options);
const client = (options: Options = {}) =>
  new Harness(frames({ role: 'client', random: fixed }), { ...options, role: 'client' });

const sent = (harness: Harness<WebSocketMessage, Sendable>) =>
  framesOf(harness.output).map(({ opcode, payload }) => [opcode, payload.toString('latin1')]);
const closeFrame = (code: number, reason = '') => [8, closePayload(code, reason).toString('latin1')];

describe('the remote closes', () => {
  test.each([1000, 1001, 1003, 1007, 1011, 1014, 3000, 4999])(
    'with %i: the same code in answer, then our end',
    (code) => {
      const harness = server().receive(fromClient(8, closePayload(code, 'so long')));
      expect(harness.events).toContainEqual({ type: 'closing', code, reason: 'so long' });
      expect(sent(harness)).toEqual([closeFrame(code)]);
      expect(harness.outputEnd).toBe('end');
      harness.eof();
      expect(harness.types.slice(-2)).toEqual(['end', 'closed']);
      expect(harness.failure).toBeUndefined();
    },
  );

  test('without a code: nothing is said in answer either', () => {
    const harness = server().receive(fromClient(8));
    expect(harness.events).toContainEqual({ type: 'closing', code: undefined, reason: '' });
    expect(sent(harness)).toEqual([[8, '']]);
  });

  test('what it sends after that is not read', () => {
    const harness = server().receive(Buffer.concat([fromClient(8), fromClient(1, 'late')]));
    expect(harness.messages).toEqual([]);
    expect(harness.failure).toBeUndefined();
  });

  test('between the fragments of a message: it is lost, and that is no failure', () => {
    const harness = server()
      .receive(fromClient(1, 'half', { fin: false }), fromClient(8))
      .eof();
    expect(harness.messages).toEqual([]);
    expect(harness.failure).toBeUndefined();
  });

  test('but does not end: time runs out', () => {
    const harness = server({ timeouts: { drain: 100 } }).receive(fromClient(8));
    harness.advance(101);
    expect(harness.failure).toMatchObject({ code: 'timeout-drain', state: 'finishing' });
  });
});

describe('this side closes', () => {
  test.each([
    ['server', server, fromServer, fromClient],
    ['client', client, fromClient, fromServer],
  ] as const)('a %s finishes: close, the answer awaited, then the end', (_, open, _own, remote) => {
    const harness = open();
    harness.finish();
    expect(sent(harness)).toEqual([closeFrame(1000)]);
    expect(harness.outputEnd).toBeUndefined();
    harness.receive(remote(1, 'on its way'), remote(8, closePayload(1000)));
    expect(harness.messages).toEqual(['on its way']);
    expect(sent(harness)).toEqual([closeFrame(1000)]);
    expect(harness.outputEnd).toBe('end');
    harness.eof();
    expect(harness.types.at(-1)).toBe('closed');
    expect(harness.failure).toBeUndefined();
  });

  test('with a code and a reason', () => {
    const harness = server();
    harness.send(close(4001, 'très bien'));
    expect(framesOf(harness.output)[0]?.payload).toEqual(closePayload(4001, 'très bien'));
    expect(harness.connection.sending).toBe(false);
    expect(() => harness.send('more')).toThrow(expect.objectContaining({ code: 'not-sending' }));
  });

  test('a handler may close by its reply', () => {
    const harness = server({ answer: () => close(4000) }).receive(
      fromClient(1, 'a'),
      fromClient(8, closePayload(4000)),
    );
    expect(sent(harness)).toEqual([closeFrame(4000)]);
    expect(harness.outputEnd).toBe('end');
  });

  test('when it drains: it goes away, and takes no more messages', () => {
    const harness = server({ answer: (message) => message })
      .receive(fromClient(1, 'first'))
      .drain();
    harness.receive(fromClient(1, 'second'), fromClient(9, 'p'), fromClient(8, closePayload(1001)));
    expect(harness.messages).toEqual(['first']);
    expect(sent(harness)).toEqual([[1, 'first'], closeFrame(1001)]);
    expect(harness.outputEnd).toBe('end');
    harness.eof();
    expect(harness.failure).toBeUndefined();
  });

  test('and the remote says nothing: time runs out', () => {
    const harness = client({ timeouts: { drain: 100 } });
    harness.finish().advance(101);
    expect(harness.failure).toMatchObject({ blame: 'timeout', code: 'timeout-drain' });
    expect(harness.outputEnd).toBe('reset');
  });

  test('and the remote ends without a close: that is an end too early', () => {
    const harness = client();
    harness.finish().eof();
    expect(harness.failure).toMatchObject({ blame: 'remote', code: 'truncated' });
  });
});

describe('ping and pong', () => {
  test('a ping is answered with its data, also inside of a message; the application may listen', () => {
    const harness = server({ answer: (message) => message });
    harness.receive(fromClient(9, 'one'), fromClient(1, 'a', { fin: false }), fromClient(9, 'two'), fromClient(0, 'b'));
    expect(sent(harness)).toEqual([
      [10, 'one'],
      [10, 'two'],
      [1, 'ab'],
    ]);
    expect(harness.types).toEqual(['ping', 'ping', 'message']);
  });

  test('can be sent, and a pong is told', () => {
    const harness = server().receive(fromClient(10, 'unasked'));
    harness.send(ping(Buffer.from('p')));
    harness.send(pong());
    expect(sent(harness)).toEqual([
      [9, 'p'],
      [10, ''],
    ]);
    expect(harness.events).toEqual([{ type: 'pong', data: Uint8Array.from(Buffer.from('unasked')) }]);
  });
});

describe('when nothing comes', () => {
  const timeouts = { idle: 1000, content: 100 };

  test('the remote is asked; an answer starts the time anew', () => {
    const harness = server({ timeouts }).advance(1000);
    expect(sent(harness)).toEqual([[9, '']]);
    harness.advance(900).receive(fromClient(10)).advance(999);
    expect(sent(harness)).toHaveLength(1);
    harness.advance(1);
    expect(sent(harness)).toHaveLength(2);
    expect(harness.failure).toBeUndefined();
  });

  test('and no answer either: it is given up', () => {
    const harness = server({ timeouts }).advance(2000);
    expect(harness.failure).toMatchObject({ code: 'timeout-idle', state: 'open.asking' });
    expect(sent(harness)).toEqual([[9, ''], closeFrame(1001, 'timeout-idle')]);
  });

  test('messages keep it open, byte by byte', () => {
    const harness = server({ timeouts });
    for (const byte of fromClient(1, 'slow and long')) harness.advance(99).receive(Uint8Array.of(byte));
    expect(harness.messages).toEqual(['slow and long']);
    expect(sent(harness)).toEqual([]);
  });

  test('but a frame that stops is ended by content', () => {
    const harness = server({ timeouts }).advance(500).receive(fromClient(1, 'slow').subarray(0, 1)).advance(99);
    expect(harness.failure).toBeUndefined();
    harness.advance(1);
    expect(harness.failure).toMatchObject({ code: 'timeout-content', state: 'open.between-messages' });
  });

  test('inside of a message there is less patience', () => {
    const harness = server({ timeouts }).receive(fromClient(1, 'a', { fin: false }));
    harness.advance(90).receive(fromClient(9)).advance(90);
    expect(harness.failure).toBeUndefined();
    harness.advance(11);
    expect(harness.failure).toMatchObject({ code: 'timeout-content', state: 'open.inside-message' });
  });
});

describe('a client whose remote closes', () => {
  const opened = () => scripted(frames({ role: 'client', random: fixed }));
  const CLOSE = Uint8Array.of(0x88, 2, 0x03, 0xf3);

  test('says so of the end, and of what is asked afterwards', async () => {
    const { client, say, end } = await opened();
    const asked = outcomes([client.request('x')]);
    await say(CLOSE);
    await end();
    expect(await asked).toEqual(['closed-before-reply maybe']);
    expect(await outcomes([client.request('y'), client.send('z')])).toEqual(Array(2).fill('connection-ended no'));
    expect(await client.closed).toEqual({ by: 'remote', error: undefined });
  });

  test.each<[string, (client: Client<WebSocketMessage, Sendable>) => unknown]>([
    ['close()', (client) => client.close()],
    ['finish()', (client) => client.finish()],
    ['a close frame', (client) => client.send(close(1000))],
  ])('after this side has, by %s: it was this side', async (_, leave) => {
    const { client, say, end } = await opened();
    void leave(client);
    await say(CLOSE);
    await end();
    expect(await client.closed).toEqual({ by: 'local', error: undefined });
  });
});
