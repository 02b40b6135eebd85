/** Requests, and what a server answers. */
import { connect, serve } from '@wirechart/core';
import { simulatedNetwork } from '@wirechart/transport-memory';
import { describe, expect, test } from 'vitest';
import { Harness, type HarnessOptions } from '../../../core/test/kit/harness.js';
import {
  close,
  type Sendable,
  type UpgradeAnswer,
  type UpgradeRequest,
  upgradeOf,
  type WebSocketMessage,
  type WebSocketServerOptions,
  webSocket,
} from '../../src/websocket/index.js';
import { badRequests } from './support/bad-requests.js';
import { acceptOf, fixed, framesOf, fromClient, head, request, SAMPLE_KEY } from './support/wire.js';

const open = (options: WebSocketServerOptions = {}, more: HarnessOptions<WebSocketMessage, Sendable> = {}) =>
  new Harness(webSocket.server(options), more);

/** The response, and what stands after it. */
function response({ output }: Harness<WebSocketMessage, Sendable>) {
  const end = output.indexOf('\r\n\r\n');
  const [line, ...fields] = output.subarray(0, end).toString('latin1').split('\r\n');
  return {
    line,
    fields: Object.fromEntries(fields.map((field) => field.split(': ', 2) as [string, string])),
    rest: output.subarray(end + 4),
  };
}

describe('a request that is as it must be', () => {
  test('is for the host of its target, where that is an absolute URI, and not for the one of its field', () => {
    const asked: UpgradeRequest[] = [];
    const upgrade = (request: UpgradeRequest) => void asked.push(request);
    open({ upgrade }).receive(request({ Host: 'field' }, 'GET ws://target:81/chat HTTP/1.1'));
    open({ upgrade }).receive(request({ Host: 'field' }));
    expect(asked.map(({ host }) => host)).toEqual(['target:81', 'field']);
  });

  test('is answered as in the example of RFC 6455, 1.2, and frames follow in both directions', () => {
    const harness = open({}, { answer: (message) => message });
    harness.receive(Buffer.concat([request(), fromClient(1, 'right after')]));
    const { line, fields, rest } = response(harness);
    expect(line).toBe('HTTP/1.1 101 Switching Protocols');
    expect(fields).toEqual({
      Upgrade: 'websocket',
      Connection: 'Upgrade',
      'Sec-WebSocket-Accept': 's3pPLMBiTxaQ9kYGzzhZRbK+xOo=',
    });
    expect(acceptOf(SAMPLE_KEY)).toBe('s3pPLMBiTxaQ9kYGzzhZRbK+xOo=');
    expect(framesOf(rest).map(({ payload }) => payload.toString())).toEqual(['right after']);
    expect(harness.events[0]).toMatchObject({ type: 'switched', to: 'websocket', leftover: 17 });
  });

  test.each([
    ['in another case', request({ Upgrade: 'WebSocket', Connection: 'keep-alive, UPGRADE' })],
    [
      'with names in another case',
      head(
        'GET / HTTP/1.1',
        'HOST: a',
        'upgrade:websocket',
        'connection:\tupgrade ',
        `SEC-WEBSOCKET-KEY: ${SAMPLE_KEY}`,
        'sec-websocket-version: 13',
      ),
    ],
    ['after an empty line', Buffer.concat([Buffer.from('\r\n'), request()])],
    ['with an absolute target', request({}, 'GET http://server.example.com/chat HTTP/1.1')],
    ['with a content of no bytes', request({ 'Content-Length': '0' })],
    ['with a content of no bytes, said twice', request({ 'Content-Length': '0, 0' })],
    ['with a port', request({ Host: 'example.com:8080' })],
    ['with an IPv6 address', request({ Host: '[2001:db8::1]:80' })],
    ['with an escape in the host', request({ Host: 'a%20b' })],
    ['of an HTTP yet to come', request({}, 'GET / HTTP/1.9')],
  ])('%s', (_, bytes) => {
    expect(response(open().receive(bytes)).line).toBe('HTTP/1.1 101 Switching Protocols');
  });

  test('and what it agreed on can be seen', () => {
    const harness = open({ protocols: ['b', 'a'] }).receive(
      request({ 'Sec-WebSocket-Protocol': 'x, a, b', Cookie: 'k=v' }),
    );
    expect(response(harness).fields).toMatchObject({ 'Sec-WebSocket-Protocol': 'a' });
    const upgrade = upgradeOf(harness.connection);
    expect(upgrade).toMatchObject({ target: '/chat', protocol: 'a', compression: undefined });
    expect(upgrade?.fields.get('cookie')).toEqual(['k=v']);
  });

  test('a subprotocol that is not spoken is not agreed on', () => {
    const harness = open({ protocols: ['b'] }).receive(request({ 'Sec-WebSocket-Protocol': 'x' }));
    expect(response(harness).fields).not.toHaveProperty('Sec-WebSocket-Protocol');
  });

  test('however slowly it comes, up to the time-out', () => {
    const harness = open({ timeouts: { header: 1000 } });
    for (const byte of request().subarray(0, 40)) harness.advance(20).receive(Uint8Array.of(byte));
    harness.advance(200);
    expect(response(harness).line).toBe('HTTP/1.1 408 Request Timeout');
    expect(harness.failure).toMatchObject({ code: 'timeout-header', state: 'awaiting-request' });
  });
});

describe('the application decides', () => {
  const seen: UpgradeRequest[] = [];

  test('on each request, and may add fields and choose the subprotocol', () => {
    const upgrade = (asked: UpgradeRequest) => {
      seen.push(asked);
      return { protocol: 'b', fields: [['Set-Cookie', 'a=1']] as const };
    };
    const harness = open({ upgrade }).receive(
      request({ Origin: 'https://example.com', 'Sec-WebSocket-Protocol': 'a, b' }),
    );
    expect(response(harness).fields).toMatchObject({ 'Set-Cookie': 'a=1', 'Sec-WebSocket-Protocol': 'b' });
    expect(seen).toMatchObject([
      { target: '/chat', host: 'server.example.com', origin: 'https://example.com', protocols: ['a', 'b'] },
    ]);
  });

  test('and may refuse', () => {
    const harness = open({ upgrade: () => ({ refuse: 403, body: 'no', fields: [['X-Why', 'origin']] }) });
    harness.receive(Buffer.concat([request(), fromClient(1, 'hello?')]));
    const { line, fields, rest } = response(harness);
    expect(line).toBe('HTTP/1.1 403 Forbidden');
    expect(fields).toMatchObject({ Connection: 'close', 'X-Why': 'origin', 'Content-Length': '2' });
    expect(rest.toString()).toBe('no');
    expect(harness.failure).toMatchObject({ blame: 'remote', code: 'upgrade-refused' });
    expect(harness.messages).toEqual([]);
  });

  test.each([
    [
      'throws',
      () => {
        throw new Error('oops');
      },
    ],
    ['chooses what the client does not speak', () => ({ protocol: 'z' })],
    ['refuses with success', () => ({ refuse: 200 })],
  ])('one that %s is a mistake of this side', (_, upgrade) => {
    const harness = open({ upgrade }).receive(request());
    expect(harness.failure).toMatchObject({ blame: 'local', code: 'codec-threw' });
    expect(harness.outputEnd).toBe('reset');
  });
});

describe('a request that is not', () => {
  test.each(badRequests)('%s: %s, %i', (_, code, status, bytes) => {
    const harness = open().receive(Buffer.concat([bytes, fromClient(1, 'not a message')]));
    expect(harness.failure).toMatchObject({ blame: 'remote', code, state: 'awaiting-request', offset: 0 });
    const { line, fields, rest } = response(harness);
    expect(line).toMatch(new RegExp(`^HTTP/1\\.1 ${status} [A-Z]`));
    expect(fields).toMatchObject({ Connection: 'close', 'Content-Length': String(rest.length) });
    if (status === 426) expect(fields).toMatchObject({ Upgrade: 'websocket', 'Sec-WebSocket-Version': '13' });
    if (status === 405) expect(fields).toMatchObject({ Allow: 'GET' });
    expect(harness.messages).toEqual([]);
    expect(harness.outputEnd).toBe('end');
  });

  test('because it never comes whole is not answered', () => {
    const harness = open().receive(request().subarray(0, 50)).eof();
    expect(harness.failure).toMatchObject({ code: 'truncated', state: 'awaiting-request' });
    expect(harness.output.length).toBe(0);
  });

  test('in time: a long run of blanks is read in step with its length', () => {
    const started = process.cpuUsage();
    open().receive(head('GET / HTTP/1.1', `Host:${' '.repeat(16_000)}\x01`));
    const { user, system } = process.cpuUsage(started);
    expect(user + system).toBeLessThan(100_000);
  });
});

test('a connection that never asks ends in order', () => {
  const harness = open().eof();
  expect(harness.types).toEqual(['end', 'closed']);
});

test('nothing can be sent before the upgrade', () => {
  const harness = open();
  for (const message of ['early', close()]) {
    expect(() => harness.send(message)).toThrow(expect.objectContaining({ code: 'encode-failed' }));
  }
});

test.each(['two words', '', 'a,b'])('%j cannot name a subprotocol', (name) => {
  expect(() => webSocket.server({ protocols: [name] })).toThrow(RangeError);
});

describe('a decision that takes its time', () => {
  async function asked(decide: () => Promise<UpgradeAnswer>) {
    const network = simulatedNetwork({ seed: 1 });
    const errors: string[] = [];
    const protocol = webSocket.server({ upgrade: decide });
    await serve(protocol, (message) => message, network.endpoint('server'), {
      onError: ({ code }) => void errors.push(code),
    });
    const open = () => connect(webSocket.client({ url: 'ws://server/', random: fixed }), network.endpoint('server'));
    return { network, errors, open };
  }

  test('takes no longer than the client waits', async () => {
    const { network, open } = await asked(() => new Promise(() => {}));
    const opening = open().catch((error: unknown) => error);
    await network.advanceBy(90_000);
    expect(await opening).toMatchObject({ code: 'timeout-header' });
  });

  test('says yes, with fields', async () => {
    const { open } = await asked(async () => ({ fields: [['X-Who', 'ada']] }));
    const client = await open();
    expect(upgradeOf(client)?.fields.get('x-who')).toEqual(['ada']);
    expect(await client.request('hello')).toBe('hello');
  });

  test('says yes, and frames that came with the request are read then', async () => {
    const { network } = await asked(
      () => new Promise((resolve) => network.clock.setTimer(() => resolve({ fields: [] }), 1_000)),
    );
    const transport = await network.endpoint('server').connect();
    let heard = Buffer.alloc(0);
    transport.start({
      data: (chunk) => {
        heard = Buffer.concat([heard, chunk]);
      },
      end() {},
      drain() {},
      error() {},
      close() {},
    });
    transport.write([Buffer.concat([request(), fromClient(1, 'hello')])]);
    await network.advanceBy(999);
    expect(heard).toHaveLength(0);
    await network.advanceBy(1);
    await network.runUntilIdle();
    const length = heard.indexOf('\r\n\r\n') + 4;
    expect(String(heard.subarray(0, length))).toMatch(/^HTTP\/1\.1 101 /);
    expect(framesOf(heard.subarray(length))).toMatchObject([{ opcode: 1, payload: Buffer.from('hello') }]);
  });

  test('says no, with a status', async () => {
    const { open, errors } = await asked(async () => ({ refuse: 401, body: 'who are you' }));
    await expect(open()).rejects.toMatchObject({ code: 'upgrade-refused', status: 401, body: 'who are you' });
    expect(errors).toEqual(['upgrade-refused']);
  });

  test('that fails is a mistake of this program', async () => {
    const { open, errors } = await asked(() => Promise.reject(new Error('the database is away')));
    await expect(open()).rejects.toMatchObject({ blame: 'transport' });
    expect(errors).toEqual(['handler-threw']);
  });
});
