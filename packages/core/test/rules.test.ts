/** The rules that join the halves (connection/rules.ts), one by one. */
import { describe, expect, test } from 'vitest';
import { setup } from 'xstate';
import { RemoteError } from '../src/index.js';
import { connectionReset, Harness } from './kit/harness.js';
import { lines } from './kit/lines.js';
import { mixed } from './kit/mixed.js';

describe('rule 1: a message that was answered lets the read half go on', () => {
  test('a client answers by taking it', () => {
    const harness = new Harness(lines(), { role: 'client' });
    harness.receive('one\ntwo\nthree\n');
    expect(harness.messages).toEqual(['one', 'two', 'three']);
  });

  test('a server answers by saying so, and reads nothing more before', () => {
    const harness = new Harness(lines());
    harness.receive('one\ntwo\n');
    expect(harness.run()).toBe('paused');
    expect([harness.messages, harness.states[0]]).toEqual([['one'], 'responding']);
    harness.responded();
    expect(harness.messages).toEqual(['one', 'two']);
  });

  test('a server may answer with nothing, and with several', () => {
    const harness = new Harness(lines());
    harness.receive('one\ntwo\n').responded();
    harness.connection.send('a', 0);
    harness.connection.send('b', 0);
    harness.responded();
    expect(harness.output.toString()).toBe('a\nb\n');
    expect(harness.run()).toBe('need-data');
  });

  test('a server does not go on before its output has room: a remote that does not read is not read from', () => {
    const harness = new Harness(lines(), { answer: (message) => message });
    harness.ready = false;
    harness.receive('one\n', 'two\nthree\n');
    expect(harness.messages).toEqual(['one']);
    expect(harness.run()).toBe('paused');
    harness.drained();
    expect(harness.messages).toEqual(['one', 'two', 'three']);
  });

  test('a server does not queue more replies than its output holds before they are written', () => {
    const harness = new Harness(lines(), { limits: { bufferedOutput: 8 }, answer: (message) => message });
    harness.connection.receiveData(Buffer.from('one\ntwo\nthree\n'), 0);
    expect([harness.pull(), harness.messages]).toEqual(['paused', ['one', 'two']]);
    harness.run();
    expect(harness.messages).toEqual(['one', 'two', 'three']);
  });

  test('neither does one whose states need no answer', () => {
    const harness = new Harness(mixed);
    harness.ready = false;
    harness.connection.send('unasked', 0);
    harness.run();
    harness.receive('Lone\r\n');
    expect(harness.messages).toEqual([]);
    expect(harness.run()).toBe('paused');
    harness.drained();
    expect(harness.messages).toEqual(['L:one']);
  });

  test('a client goes on: what it reads makes room at the other side', () => {
    const harness = new Harness(lines(), { role: 'client' });
    harness.ready = false;
    harness.send('request');
    harness.receive('one\ntwo\n');
    expect(harness.messages).toEqual(['one', 'two']);
  });
});

describe('rule 2: when the read half is over, the write half finishes', () => {
  test('after the end of input, with what is queued', () => {
    const harness = new Harness(lines(), { answer: (message) => message });
    harness.receive('one\n').eof();
    expect(harness.output.toString()).toBe('one\n');
    expect(harness.outputEnd).toBe('end');
    expect(harness.types).toEqual(['message', 'end', 'closed']);
    expect(harness.states).toEqual(['closed', 'closed']);
  });

  test('after a failure of the remote, with a farewell where the protocol has one', () => {
    const harness = new Harness(lines({ farewell: (error) => `error ${error.code}` }), {
      answer: (message) => message,
    });
    harness.receive('one\nbad\ntwo\n');
    expect(harness.output.toString()).toBe('one\nerror protocol-violation\n');
    expect(harness.outputEnd).toBe('end');
    expect(harness.states).toEqual(['failed', 'finishing']);
  });

  test('after a time-out, with a farewell too', () => {
    const harness = new Harness(lines({ farewell: (error) => error.code }), { timeouts: { idle: 10 } });
    harness.advance(10);
    expect(harness.output.toString()).toBe('timeout-idle\n');
  });

  test('without a farewell after a reset, or a mistake of this side', () => {
    let asked = 0;
    const protocol = lines({
      farewell: () => {
        asked += 1;
        return 'farewell';
      },
    });
    new Harness(protocol).error();
    new Harness(protocol).abort();
    expect(asked).toBe(0);
  });

  test('without a farewell when the protocol has none to give, or it cannot be written', () => {
    for (const farewell of [() => undefined, () => 'unencodable', () => throwing()]) {
      const harness = new Harness(lines({ farewell }));
      harness.receive('bad\n');
      expect(harness.output.toString()).toBe('');
      expect(harness.failure).toMatchObject({ code: 'protocol-violation' });
      expect(harness.outputEnd).toBe('end');
    }
  });
});

describe('rule 3: when the write half has failed, the read half is reset', () => {
  test('a time-out of the write half ends both', () => {
    const harness = new Harness(lines(), { role: 'client', timeouts: { write: 10 } });
    harness.ready = false;
    harness.send('one');
    harness.advance(10);
    expect(harness.states).toEqual(['failed', 'failed']);
    expect(harness.types).toEqual(['failed', 'closed']);
  });

  test('a machine of the write half that fails ends both', () => {
    const write = setup({ actions: { fail: () => throwing() } }).createMachine({
      initial: 'idle',
      on: { reset: '.failed' },
      states: {
        idle: { on: { send: { actions: 'fail' }, ended: 'closed' } },
        closed: { type: 'final' },
        failed: { type: 'final' },
      },
    });
    const harness = new Harness(lines({ write }), { role: 'client' });
    harness.send('one');
    expect(harness.failure).toMatchObject({ blame: 'local', code: 'machine-threw', half: 'write', state: 'idle' });
    expect([harness.types, harness.outputEnd]).toEqual([['failed', 'closed'], 'reset']);
  });

  test('a transport that failed lets whole messages pass that had arrived before', () => {
    const harness = new Harness(lines(), { role: 'client' });
    harness.connection.receiveData(Buffer.from('one\ntwo\nthr'), 0);
    harness.error();
    expect(harness.types).toEqual(['message', 'message', 'failed', 'closed']);
    expect(harness.failure).toEqual({
      blame: 'transport',
      code: 'ECONNRESET',
      half: 'read',
      state: 'awaiting-line',
      offset: 8,
    });
  });

  test('a reset while a server answers is heard without waiting for the answer', () => {
    const harness = new Harness(lines());
    harness.receive('one\n').error();
    expect(harness.types).toEqual(['message', 'failed', 'closed']);
    expect(harness.failure).toMatchObject({ code: 'ECONNRESET', half: 'read', state: 'responding' });
  });

  test('also on a server that held back because its output was full', () => {
    const harness = new Harness(lines(), { answer: (message) => message });
    harness.ready = false;
    harness.receive('one\n', 'two\nthr').error();
    expect(harness.types).toEqual(['message', 'message', 'failed', 'closed']);
  });

  test('an error after the end of input does not make the input incomplete', () => {
    const harness = new Harness(lines(), { role: 'client' });
    harness.connection.receiveData(Buffer.from('one\n'), 0);
    harness.connection.receiveEof(0);
    harness.error();
    expect(harness.types).toEqual(['message', 'end', 'failed', 'closed']);
    expect(harness.failure).toMatchObject({ code: 'ECONNRESET', half: 'write', state: 'idle' });
  });

  test('an error after the end of input is heard while a server answers', () => {
    const harness = new Harness(lines());
    harness.receive('one\n').eof();
    expect(harness.types).toEqual(['message']);
    harness.error();
    expect(harness.types).toEqual(['message', 'failed', 'closed']);
    expect(harness.failure).toMatchObject({ code: 'ECONNRESET', half: 'write', state: 'idle' });
  });

  test('an error after both ends is none', () => {
    const harness = new Harness(lines(), { role: 'client' });
    harness.connection.finish(0);
    harness.flush();
    harness.connection.receiveData(Buffer.from('one\n'), 0);
    harness.connection.receiveEof(0);
    harness.error();
    expect(harness.types).toEqual(['message', 'end', 'closed']);
    expect(harness.failure).toBeUndefined();
  });
});

describe('rule 4: the write half has ended when there is nothing to wait for', () => {
  test('with the end given and the remote ended', () => {
    const harness = new Harness(lines()).eof();
    expect(harness.states).toEqual(['closed', 'closed']);
  });

  test('with the end given and the remote still being read: a client that finishes', () => {
    const harness = new Harness(lines(), { role: 'client' });
    harness.send('one');
    harness.finish();
    expect(harness.states).toEqual(['awaiting-line', 'closed']);
    harness.receive('reply\n').eof();
    expect(harness.types).toEqual(['message', 'end', 'closed']);
  });

  test('otherwise it waits for the remote, whose input it discards', () => {
    const harness = new Harness(lines());
    harness.receive('bad\n');
    expect([harness.states, harness.outputEnd]).toEqual([['failed', 'finishing'], 'end']);
    for (let i = 0; i < 100; i++) expect(harness.connection.receiveData(new Uint8Array(1e6), 0)).toBe(true);
    expect(harness.connection.wantsData).toBe(true);
    harness.eof();
    expect(harness.types).toEqual(['failed', 'closed']);
  });

  test('the end is not given before the transport has taken what is queued', () => {
    const harness = new Harness(lines(), { role: 'client' });
    harness.ready = false;
    harness.send('one');
    harness.connection.send('two', 0);
    harness.finish();
    expect([harness.output.toString(), harness.outputEnd]).toEqual(['one\n', undefined]);
    harness.drained();
    expect([harness.output.toString(), harness.outputEnd]).toEqual(['one\ntwo\n', 'end']);
  });
});

describe('rule 5: when both halves are over, so is the connection', () => {
  test('closed is the last event, once, and then the signal', () => {
    const harness = new Harness(lines()).eof();
    expect(harness.types).toEqual(['end', 'closed']);
    expect([harness.run(), harness.run()]).toEqual(['closed', 'closed']);
    harness.receive('late\n').eof().error(connectionReset()).abort().finish().drain();
    harness.advance(1e9);
    expect(harness.types).toEqual(['end', 'closed']);
  });

  test('it carries the first failure', () => {
    const harness = new Harness(lines());
    harness.receive('bad\n').error();
    const closed = harness.events.at(-1);
    expect(closed).toMatchObject({ type: 'closed', error: { code: 'protocol-violation', offset: 1 } });
    expect(closed?.type === 'closed' && closed.error).toBeInstanceOf(RemoteError);
  });
});

function throwing(): never {
  throw new Error('a mistake');
}
