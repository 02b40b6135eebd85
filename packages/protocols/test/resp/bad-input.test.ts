/**
 * Whatever a client does wrong: the typed error with its code, state and offset, the error reply before the connection
 * is closed; and another connection of the server that does not notice.
 */
import { connect, RemoteError, serve, type WirechartError } from '@wirechart/core';
import { respService } from '@wirechart/resp-service';
import { simulatedNetwork } from '@wirechart/transport-memory';
import { describe, expect, test } from 'vitest';
import { cutterOf } from '../../../core/test/kit/chunkings.js';
import { Harness } from '../../../core/test/kit/harness.js';
import { load } from '../../../core/test/kit/load.js';
import { respClient, respServer } from '../../src/resp/index.js';
import { badRequests } from './support/bad-requests.js';

describe('a server', () => {
  test.each(badRequests)('$name: $code', ({ input, code, offset, reply, limits = {}, end, messages = [] }) => {
    for (const before of ['', '*1\r\n$4\r\nPING\r\n']) {
      for (const cut of [cutterOf([1e9]), cutterOf([1]), cutterOf([0, 7, 1])]) {
        const harness = new Harness(respServer(), { answer: () => 'PONG', limits });
        harness.receive(...cut(Buffer.concat([Buffer.from(before), input])));
        if (end) harness.eof();
        expect(harness.failure).toEqual({
          blame: 'remote',
          code,
          half: 'read',
          state: 'awaiting-request',
          offset: before.length + offset,
        });
        expect(harness.connection.failure).toBeInstanceOf(RemoteError);
        const replies = '+PONG\r\n'.repeat((before === '' ? 0 : 1) + messages.length);
        const farewell = reply === undefined ? '' : `-ERR Protocol error: ${reply}\r\n`;
        expect(String(harness.output)).toBe(replies + farewell);
        // In order, so that a client that did wrong can read why.
        expect(harness.outputEnd).toBe('end');
        if (!end) harness.eof();
        expect(harness.types.at(-1)).toBe('closed');
      }
    }
  });

  test('each of them leaves another connection alone', async () => {
    const network = simulatedNetwork({ seed: 1 });
    const endpoint = network.endpoint('server');
    const errors: WirechartError[] = [];
    const { handler, onEvent } = respService({ now: () => 0 });
    const limits = { headerBytes: 64, contentBytes: 64 };
    await serve(respServer({ limits }), handler, endpoint, { onEvent, onError: (error) => void errors.push(error) });
    const bystander = await connect(respClient({ bulk: 'text' }), endpoint);
    for (const [at, { name, input, end }] of badRequests.entries()) {
      const transport = await endpoint.connect();
      const heard: string[] = [];
      transport.start({
        data: () => {},
        end: () => transport.end(),
        drain() {},
        error: () => void heard.push('error'),
        close: () => void heard.push('close'),
      });
      const pending = bystander.request(['ECHO', at]);
      transport.write([input]);
      if (end) transport.end();
      await network.runUntilIdle();
      expect(await pending, name).toBe(String(at));
      expect(heard, name).toEqual(['close']);
      expect(errors.length, name).toBe(at + 1);
    }
  });
});

describe('valid but abusive', () => {
  const open = (limits = {}) => new Harness(respServer(), { answer: () => 'PONG', limits });

  test('a hundred thousand bytes of a request, one at a time, make one request', () => {
    const harness = open();
    const value = Buffer.alloc(100_000, 'x');
    harness.receive('*2\r\n$4\r\nECHO\r\n$100000\r\n');
    for (let at = 0; at < value.length; at++) harness.receive(value.subarray(at, at + 1));
    harness.receive('\r\n');
    expect(harness.messages).toEqual([{ name: 'ECHO', args: [new Uint8Array(value)] }]);
  });

  test(`${load(1_000_000)} requests of nothing are not answered`, () => {
    const harness = open();
    for (let sent = 0; sent < load(1_000_000); sent += 10_000) harness.receive('*0\r\n\r\n'.repeat(5_000));
    expect([harness.messages, String(harness.output), harness.failure]).toEqual([[], '', undefined]);
  });

  test('a count is not believed before its elements come', () => {
    const before = process.memoryUsage().heapUsed;
    const waiting = Array.from({ length: 100 }, () => open().receive('*1048576\r\n'));
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(50_000_000);
    expect(waiting.map(({ failure }) => failure)).toEqual(new Array(100).fill(undefined));
  });

  test('requests are not read while their replies are not', () => {
    const harness = open({ bufferedOutput: 64, bufferedBytes: 1024 });
    harness.ready = false;
    const requests = Buffer.from('PING\n'.repeat(10_000));
    for (let at = 0; at < requests.length && harness.connection.wantsData; at += 100) {
      harness.receive(requests.subarray(at, at + 100));
    }
    expect(harness.connection.offsetOf('read')).toBeLessThan(200);
    expect(harness.connection.wantsData).toBe(false);
  });
});
