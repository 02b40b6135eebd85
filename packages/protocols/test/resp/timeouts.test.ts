/** The time-outs of RESP, under a time that the test passes in. */
import { describe, expect, test } from 'vitest';
import { Harness } from '../../../core/test/kit/harness.js';
import { respClient, respServer } from '../../src/resp/index.js';

const timeouts = { idle: 1_000, content: 300, header: 200, drain: 100 };

describe('a server', () => {
  const open = () => new Harness(respServer({ timeouts }), { answer: () => 'OK' });

  test('closes a connection that is silent for longer than idle', () => {
    const harness = open();
    harness.receive('PING\r\n').advance(999);
    expect(harness.failure).toBeUndefined();
    expect(harness.advance(1).failure).toMatchObject({ code: 'timeout-idle', state: 'awaiting-request' });
    expect(String(harness.output)).toBe('+OK\r\n');
  });

  test('lets a request take longer than idle while bytes keep coming', () => {
    const harness = open().receive('*2\r\n$4\r\nECHO\r\n$100\r\n');
    for (let i = 0; i < 50; i++) harness.advance(250).receive('xy');
    expect(harness.receive('\r\n').messages).toHaveLength(1);
    expect(harness.states[0]).toBe('awaiting-request');
  });

  test('closes when a request stops in the middle', () => {
    const harness = open().advance(800).receive('*1\r\n$4\r\nPI');
    harness.advance(299);
    expect(harness.failure).toBeUndefined();
    expect(harness.advance(1).failure).toMatchObject({ code: 'timeout-content', state: 'receiving-request' });
  });

  test.each([
    ['a count', '*100000000'],
    ['a length', '*1\r\n$00000000000'],
    ['an inline request', 'PINGPINGPING'],
  ])('closes when a line trickles in, however many bytes it has: %s', (_, text) => {
    const harness = open();
    const bytes = [...text];
    let passed = 0;
    harness.receive(text.slice(0, text.lastIndexOf('\n') + 1));
    for (const byte of bytes.slice(text.lastIndexOf('\n') + 1, -1)) {
      if (harness.failure !== undefined) break;
      harness.receive(byte).advance(29);
      passed += 29;
    }
    expect(harness.failure).toMatchObject({ code: 'timeout-header', blame: 'timeout' });
    expect(passed).toBe(203);
  });

  test('counts a line anew with each: a request of many arguments may take its time', () => {
    const harness = open().receive('*21\r\n$4\r\nMGET\r\n');
    for (let i = 0; i < 20; i++) harness.advance(150).receive('$1\r\n').advance(150).receive('k\r\n');
    expect(harness.messages).toHaveLength(1);
  });

  test('waits five minutes unless told otherwise', () => {
    const harness = new Harness(respServer());
    expect(harness.advance(299_999).failure).toBeUndefined();
    expect(harness.advance(1).failure).toMatchObject({ code: 'timeout-idle' });
  });
});

describe('a client', () => {
  test('may be idle for ever unless told otherwise', () => {
    const harness = new Harness(respClient(), { role: 'client' });
    expect(harness.advance(1e9).failure).toBeUndefined();
    const impatient = new Harness(respClient({ timeouts }), { role: 'client' });
    expect(impatient.advance(1_000).failure).toMatchObject({ code: 'timeout-idle', state: 'awaiting-reply' });
  });

  test('wants the answer to HELLO in time', () => {
    const harness = new Harness(respClient({ version: 3, timeouts }), { role: 'client' });
    harness.receive('%1\r\n+proto\r\n').advance(200);
    expect(harness.failure).toMatchObject({ code: 'timeout-header', state: 'awaiting-hello' });
  });

  test('closes when a reply stops in the middle', () => {
    const harness = new Harness(respClient({ timeouts }), { role: 'client' });
    harness.advance(900).receive('*2\r\n$5\r\nab').advance(300);
    expect(harness.failure).toMatchObject({ code: 'timeout-content', state: 'receiving-reply' });
  });

  test('closes when a line of a reply does not end', () => {
    const harness = new Harness(respClient({ timeouts }), { role: 'client' });
    harness.advance(900).receive('*2\r\n:1\r\n:4').advance(199);
    expect(harness.failure).toBeUndefined();
    expect(harness.advance(1).failure).toMatchObject({ code: 'timeout-header' });
  });
});
