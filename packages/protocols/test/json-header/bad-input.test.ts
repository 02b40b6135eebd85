/**
 * Whatever a remote does wrong: the typed error with its code, blame, state and offset; the process lives, and a
 * connection that was open all along still gets its replies.
 */
import { type Client, connect, RemoteError, serve, type WirechartError } from '@wirechart/core';
import { simulatedNetwork } from '@wirechart/transport-memory';
import { describe, expect, test } from 'vitest';
import { cutterOf } from '../../../core/test/kit/chunkings.js';
import { connectionReset, Harness } from '../../../core/test/kit/harness.js';
import { type JsonHeaderMessage, json, jsonHeader } from '../../src/json-header/index.js';
import { frame, usualHeader } from './frames.js';

type State = 'awaiting-protoheader' | 'awaiting-jsonheader' | 'awaiting-content';

interface Row {
  readonly what: string;
  /** What the remote sends; then it waits, ends or resets. */
  readonly sends: Uint8Array;
  readonly then?: 'end' | 'reset';
  readonly code: string;
  readonly blame?: 'transport';
  readonly state: State;
  /** Of the frame in which it happened, from the start of the message. */
  readonly offset: number;
  readonly message?: RegExp;
}

const limits = { headerBytes: 500, contentBytes: 1_000 };
const whole = frame({}, '{"a": 1}');
const contentAt = whole.length - 8;

/** A message with a bad header: found when the header is complete. */
const badHeader = (
  what: string,
  header: string | Uint8Array | Record<string, unknown>,
  code: string,
  message?: RegExp,
): Row => ({
  what,
  sends: frame(header),
  code,
  state: 'awaiting-jsonheader',
  offset: 2,
  ...(message === undefined ? {} : { message }),
});

const badField = (field: string, value: unknown): Row =>
  badHeader(`${field} is ${JSON.stringify(value)}`, { [field]: value }, 'header-field-invalid', new RegExp(field));

function badContent(what: string, content: string | Uint8Array, code: string, encoding = 'utf-8'): Row {
  const sends = frame({ 'content-encoding': encoding }, content);
  return { what, sends, code, state: 'awaiting-content', offset: sends.length - Buffer.from(content).length };
}

function without(field: string): string {
  return JSON.stringify(Object.fromEntries(Object.entries(usualHeader(0)).filter(([name]) => name !== field)));
}

const fields = JSON.stringify(usualHeader(0)).slice(1, -1);

const rows: Row[] = [
  { what: 'header length 0', sends: Buffer.of(0, 0), code: 'header-empty', state: 'awaiting-protoheader', offset: 0 },
  {
    what: 'header length above the limit',
    sends: Buffer.of(0x01, 0xf5),
    code: 'limit-header-bytes',
    state: 'awaiting-protoheader',
    offset: 0,
    message: /501 bytes; limit headerBytes is 500/,
  },
  badHeader('header not UTF-8', Buffer.from('{"byteorder": "\xff"}', 'latin1'), 'header-not-utf8'),
  badHeader('header UTF-8 cut off', Buffer.from([0x7b, 0x22, 0xe2, 0x82]), 'header-not-utf8'),
  badHeader('header with a byte order mark', `\uFEFF{${fields}}`, 'header-not-json'),
  badHeader('header not JSON', '{"byteorder": "little",', 'header-not-json'),
  badHeader('header JSON and more', `{${fields}} {}`, 'header-not-json'),
  badHeader('header of blanks', '   ', 'header-not-json'),
  badHeader('header of NaN', 'NaN', 'header-not-json'),
  badHeader('header an array', '[{}]', 'header-not-object'),
  badHeader('header a string', '"byteorder"', 'header-not-object'),
  badHeader('header a number', '41', 'header-not-object'),
  badHeader('header null', 'null', 'header-not-object'),
  badHeader('header true', 'true', 'header-not-object'),
  badHeader('header an empty object', '{}', 'header-field-missing', /byteorder/),
  ...Object.keys(usualHeader(0)).map((field) =>
    badHeader(`header without ${field}`, without(field), 'header-field-missing', new RegExp(`${field}$`)),
  ),
  badHeader('fields only in __proto__', `{"__proto__": {${fields}}}`, 'header-field-missing', /byteorder/),
  badHeader('fields of Object.prototype', '{"toString": 1, "constructor": 2}', 'header-field-missing'),
  badHeader('__proto__ twice', `{"__proto__": 1, "__proto__": 2, ${fields}}`, 'header-duplicate-key', /__proto__$/),
  badHeader('a key twice', `{${fields}, "content-length": 0}`, 'header-duplicate-key', /content-length$/),
  badHeader('a key twice, once in escapes', `{${fields}, "content\\u002dlength": 0}`, 'header-duplicate-key'),
  badHeader('an unknown key twice', `{"x": 1, ${fields}, "x" : 1}`, 'header-duplicate-key', /x$/),
  ...['BIG', '', 'native', 1, null, ['big'], true].map((value) => badField('byteorder', value)),
  ...[1, null, true, ['text/json'], {}].map((value) => badField('content-type', value)),
  ...[1, null, false, [], { a: 1 }].map((value) => badField('content-encoding', value)),
  ...[-1, -0.5, 1.5, 1e300, 2 ** 53, 2 ** 64, '41', '', null, true, [1], {}].map((value) =>
    badField('content-length', value),
  ),
  badHeader('content-length beyond every number', `{${fields.replace(/0$/, '1e999')}}`, 'header-field-invalid'),
  badHeader(
    'content-length above the limit',
    { 'content-length': 1_001 },
    'limit-content-bytes',
    /1001 bytes; limit contentBytes is 1000/,
  ),
  badHeader('content-length far above the limit', { 'content-length': 2 ** 53 - 1 }, 'limit-content-bytes'),
  badHeader('unknown encoding', { 'content-encoding': 'utf-9' }, 'content-encoding-unknown', /"utf-9"/),
  badHeader('an empty encoding', { 'content-encoding': '' }, 'content-encoding-unknown'),
  badHeader('an encoding called __proto__', { 'content-encoding': '__proto__' }, 'content-encoding-unknown'),
  badContent('content not UTF-8', Buffer.of(0x22, 0xff, 0x22), 'content-not-encoded'),
  badContent('content UTF-8 cut off', Buffer.of(0x22, 0xe2, 0x82), 'content-not-encoded'),
  badContent('content not ASCII', '"é"', 'content-not-encoded', 'ascii'),
  badContent('content half a UTF-16 unit', Buffer.of(0x22), 'content-not-encoded', 'utf-16-le'),
  badContent('content not Shift JIS', Buffer.of(0x82), 'content-not-encoded', 'shift_jis'),
  badContent('content not JSON', 'morpheus', 'content-not-json'),
  badContent('content JSON cut off', '{"action": ', 'content-not-json'),
  badContent('content JSON and more', '{} {}', 'content-not-json'),
  badContent('content a blank', ' ', 'content-not-json'),
  badContent('content NaN', 'NaN', 'content-not-json'),
  badContent('content with a byte order mark', '\uFEFF{}', 'content-not-json'),
  ...(['end', 'reset'] as const).flatMap((then) =>
    (
      [
        ['the header length', whole.subarray(0, 1), 'awaiting-protoheader', 0],
        ['the header, before its first byte', whole.subarray(0, 2), 'awaiting-jsonheader', 2],
        ['the header', whole.subarray(0, 40), 'awaiting-jsonheader', 2],
        ['the content, before its first byte', whole.subarray(0, contentAt), 'awaiting-content', contentAt],
        ['the content', whole.subarray(0, whole.length - 1), 'awaiting-content', contentAt],
      ] as const
    ).map(
      ([where, sends, state, offset]): Row => ({
        what: `${then} inside of ${where}`,
        sends,
        then,
        code: then === 'end' ? 'truncated' : 'ECONNRESET',
        ...(then === 'end' ? {} : { blame: 'transport' as const }),
        state,
        offset,
      }),
    ),
  ),
];

describe.each(['server', 'client'] as const)('a %s', (role) => {
  test.each(rows)('$what: $code in $state', (row) => {
    for (const before of [Buffer.alloc(0), whole]) {
      for (const cut of [cutterOf([1e9]), cutterOf([1]), cutterOf([0, 7, 1])]) {
        const harness = new Harness(jsonHeader({ limits }), { role, answer: () => undefined });
        harness.receive(...cut(Buffer.concat([before, row.sends])));
        if (row.then === 'end') harness.eof();
        else if (row.then === 'reset') harness.error(connectionReset());
        expect(harness.failure).toEqual({
          blame: row.blame ?? 'remote',
          code: row.code,
          half: 'read',
          state: row.state,
          offset: before.length + row.offset,
        });
        const error = harness.connection.failure as WirechartError;
        if (row.blame === undefined) expect(error).toBeInstanceOf(RemoteError);
        if (row.message !== undefined) expect(error.message).toMatch(row.message);
        expect(harness.messages).toHaveLength(before.length === 0 ? 0 : 1);
        // In order, so that a remote that did wrong can still read what it was sent before.
        expect(harness.outputEnd).toBe(row.then === 'reset' ? undefined : 'end');
        if (row.then === undefined) harness.eof();
        expect(harness.types.at(-1)).toBe('closed');
      }
    }
  });
});

/** A server, a client that was connected all along, and connections that the test misuses. */
async function attacked() {
  const network = simulatedNetwork({ seed: 1 });
  const errors: WirechartError[] = [];
  const endpoint = network.endpoint('server');
  const server = await serve(jsonHeader({ limits }), (request) => json({ echo: request.content }), endpoint, {
    onError: (error) => void errors.push(error),
    timeouts: { header: 20_000, idle: 60_000, write: 30_000 },
  });
  const bystander = await connect(jsonHeader(), endpoint, { timeouts: { idle: Number.POSITIVE_INFINITY } });
  return { network, endpoint, server, bystander, errors };
}

async function dial(endpoint: Awaited<ReturnType<typeof attacked>>['endpoint']) {
  const transport = await endpoint.connect();
  const heard: string[] = [];
  transport.start({
    data: () => void heard.push('data'),
    end: () => {
      heard.push('end');
      transport.end();
    },
    drain() {},
    error: () => void heard.push('error'),
    close: () => void heard.push('close'),
  });
  return { transport, heard };
}

async function expectUndisturbed(bystander: Client<JsonHeaderMessage, JsonHeaderMessage>) {
  const reply = await bystander.request(json('still there?', 'utf-8', 'little'));
  expect(reply).toMatchObject({ content: { echo: 'still there?' } });
}

test('each of them, one after the other, leaves another connection of the server alone', async () => {
  const { network, endpoint, server, bystander, errors } = await attacked();
  for (const row of rows) {
    const { transport, heard } = await dial(endpoint);
    transport.write([row.sends]);
    if (row.then === 'end') transport.end();
    if (row.then === 'reset') {
      await network.runUntilIdle();
      transport.reset();
    }
    await network.runUntilIdle();
    expect(errors.at(-1), row.what).toMatchObject({ code: row.code, state: row.state, offset: row.offset });
    expect(heard.at(-1), row.what).toBe('close');
    await expectUndisturbed(bystander);
  }
  expect(errors).toHaveLength(rows.length);
  expect(server.peers.size).toBe(1);
});

test('all of them at once do, too', async () => {
  const { network, endpoint, server, bystander, errors } = await attacked();
  await Promise.all(
    rows.map(async (row) => {
      const { transport } = await dial(endpoint);
      for (const byte of row.sends) transport.write([Uint8Array.of(byte)]);
      if (row.then === 'end') transport.end();
      else if (row.then === 'reset') network.clock.setTimer(() => transport.reset(), 100);
      await expectUndisturbed(bystander);
    }),
  );
  await network.advanceBy(100);
  expect(errors.map(({ code }) => code).sort()).toEqual(rows.map(({ code }) => code).sort());
  await expectUndisturbed(bystander);
  expect(server.peers.size).toBe(1);
});

describe('remotes that do nothing wrong, and nothing right either', () => {
  test('a header that never completes: time-out header, however it trickles', async () => {
    const { network, endpoint, server, bystander, errors } = await attacked();
    const { transport, heard } = await dial(endpoint);
    transport.write([whole.subarray(0, 3)]);
    for (let i = 3; i < 13; i++) {
      await network.advanceBy(1_999);
      expect(errors).toEqual([]);
      transport.write([whole.subarray(i, i + 1)]);
    }
    await network.advanceBy(10);
    expect(errors).toMatchObject([
      { blame: 'timeout', code: 'timeout-header', half: 'read', state: 'awaiting-jsonheader', offset: 2 },
    ]);
    await network.runUntilIdle();
    expect([heard.at(-1), server.peers.size]).toEqual(['close', 1]);
    await expectUndisturbed(bystander);
  });

  test('a remote that says nothing: time-out idle', async () => {
    const { network, endpoint, bystander, errors } = await attacked();
    const { heard } = await dial(endpoint);
    for (let i = 0; i < 4; i++) {
      await network.advanceBy(15_000);
      await expectUndisturbed(bystander);
    }
    expect(errors).toMatchObject([{ code: 'timeout-idle', state: 'awaiting-protoheader', offset: 0 }]);
    expect(heard.at(-1)).toBe('close');
  });

  test('a remote that never reads: its requests are not taken any more, then time-out write and a reset', async () => {
    const { network, endpoint, server, bystander, errors } = await attacked();
    const { transport, heard } = await dial(endpoint);
    transport.pause();
    const request = frame({}, JSON.stringify('x'.repeat(900)));
    for (let i = 0; i < 2_000; i++) transport.write([request]);
    await network.advanceBy(29_999);
    expect(errors).toEqual([]);
    await expectUndisturbed(bystander);
    await network.advanceBy(1);
    expect(errors).toMatchObject([{ blame: 'timeout', code: 'timeout-write', half: 'write', state: 'blocked' }]);
    await network.runUntilIdle();
    expect([heard.at(-1), server.peers.size]).toEqual(['close', 1]);
    await expectUndisturbed(bystander);
  });

  test('a remote that did wrong and does not go: a reset after the time-out drain', async () => {
    const { network, endpoint, server, bystander, errors } = await attacked();
    const transport = await endpoint.connect();
    const heard: string[] = [];
    const note = (what: string) => () => void heard.push(what);
    transport.start({ data() {}, end: note('end'), drain() {}, error: note('error'), close: note('close') });
    transport.write([Buffer.of(0, 0), new Uint8Array(100_000)]);
    await network.runUntilIdle();
    expect([heard, server.peers.size]).toEqual([['end'], 2]);
    await network.advanceBy(10_000);
    expect([heard, server.peers.size]).toEqual([['end', 'error', 'close'], 1]);
    expect(errors).toMatchObject([{ code: 'header-empty' }]);
    await expectUndisturbed(bystander);
  });
});
