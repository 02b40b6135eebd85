/**
 * Whatever a client does wrong: what it is told, whether the connection goes on, and the typed error where it does not; an
 * item that was stored before stays what it is, and another connection notices nothing.
 */
import { connect, RemoteError, type RuntimeName, serve, type WirechartError } from '@wirechart/core';
import { answering, MemoryStore } from '@wirechart/memcached-store';
import { simulatedNetwork } from '@wirechart/transport-memory';
import { describe, expect, test } from 'vitest';
import { cutterOf } from '../../../core/test/kit/chunkings.js';
import { Harness } from '../../../core/test/kit/harness.js';
import * as m from '../../src/memcached/index.js';
import { type BadRequest, badBinaryRequests, badTextRequests, limits } from './support/bad-requests.js';
import { latin1, packet } from './support/wire.js';

const store = () => {
  const made = new MemoryStore({ now: () => 1_800_000_000_000, maxValueBytes: limits.contentBytes });
  made.execute(m.set('key', latin1('value')));
  return made;
};

const bytesOf = ({ sends }: BadRequest) => (typeof sends === 'string' ? latin1(sends) : sends);

/** A good command before each, and after those that the connection survives. */
const GOOD = {
  text: { asks: latin1('get key\r\n'), told: 'VALUE key 0 5\r\nvalue\r\nEND\r\n' },
  binary: {
    asks: packet({ opcode: 0, key: 'key', opaque: 7 }),
    told: packet({ magic: 0x81, opcode: 0, extras: new Uint8Array(4), value: latin1('value'), opaque: 7, cas: 1n }),
  },
};

describe.each<RuntimeName>(['compiled', 'xstate'])('%s', (runtime) => {
  /** Sends it, however it is cut, between good commands. */
  function* played(row: BadRequest, good: Uint8Array) {
    for (const cut of [cutterOf([1e9]), cutterOf([1]), cutterOf([0, 7, 1])]) {
      const answer = answering(store());
      const harness = new Harness(m.memcached.server({ limits }), {
        runtime,
        answer: (command) => answer(command) as m.Answer | undefined,
      });
      harness.receive(...cut(Buffer.concat([good, bytesOf(row), ...(row.fails === undefined ? [good] : [])])));
      if (row.ends) harness.eof();
      const { failure } = harness.connection;
      if (row.fails === undefined) expect(failure).toBeUndefined();
      else {
        const [code, state] = row.fails;
        expect(failure).toBeInstanceOf(RemoteError);
        expect(failure).toMatchObject({ code, state, half: 'read', blame: 'remote' });
        expect(harness.outputEnd).toBe('end');
        harness.eof();
        expect(harness.types.at(-1)).toBe('closed');
      }
      yield harness.output;
    }
  }

  test.each(badTextRequests)('text, $what: $told', (row) => {
    for (const output of played(row, GOOD.text.asks)) {
      const goesOn = row.fails === undefined ? GOOD.text.told : '';
      expect(output.toString('latin1')).toBe(`${GOOD.text.told}${row.told}${goesOn}`);
    }
  });

  test.each(badBinaryRequests)('binary, $what: $told', (row) => {
    const { asks, told } = GOOD.binary;
    for (const output of played(row, asks)) {
      const end = row.fails === undefined ? output.length - told.length : output.length;
      const reply = output.subarray(told.length, end);
      expect([...output.subarray(0, told.length)]).toEqual([...told]);
      if (row.fails === undefined) expect([...output.subarray(end)]).toEqual([...told]);
      if (row.told === undefined) expect(reply).toHaveLength(0);
      else {
        const { 0: magic, 1: opcode } = reply;
        expect([magic, opcode, reply.readUInt16BE(6)]).toEqual([0x81, bytesOf(row)[1], row.told]);
        expect(reply).toHaveLength(24 + reply.readUInt32BE(8));
      }
    }
  });
});

test.each(['text', 'binary'] as const)('%s: a set that is too long takes the old value away', (speaks) => {
  const made = store();
  const answer = answering(made);
  const harness = new Harness(m.memcached.server({ limits }), { answer: (command) => answer(command) as m.Answer });
  const long = new Uint8Array(101);
  harness.receive(
    speaks === 'text'
      ? Buffer.concat([latin1('set key 0 0 101\r\n'), long, latin1('\r\n')])
      : packet({ opcode: 1, extras: new Uint8Array(8), key: 'key', value: long }),
  );
  expect(made.get('key')).toBeUndefined();
});

test('all of them at once leave another connection of the server alone, and its items as they are', async () => {
  const network = simulatedNetwork({ seed: 1 });
  const errors: WirechartError[] = [];
  const endpoint = network.endpoint('server');
  const server = await serve(m.memcached.server({ limits }), answering(store()), endpoint, {
    onError: (error) => void errors.push(error),
  });
  const bystander = await connect(m.memcached.client(), endpoint);
  const rows = [
    ...badTextRequests,
    ...badBinaryRequests.map((row) => ({ ...row, sends: Buffer.concat([GOOD.binary.asks, bytesOf(row)]) })),
  ];
  for (const row of rows) {
    const transport = await endpoint.connect();
    transport.start({ data() {}, end: () => transport.end(), drain() {}, error() {}, close() {} });
    for (const byte of bytesOf(row)) transport.write([Uint8Array.of(byte)]);
    transport.end();
    const reply = await bystander.request(m.get('key'));
    expect(reply).toMatchObject({ items: [{ value: latin1('value') }] });
  }
  await network.runUntilIdle();
  const codes = (failed: readonly { readonly code: string }[]) => failed.map(({ code }) => code).sort();
  expect(codes(errors)).toEqual(codes(rows.flatMap(({ fails }) => (fails === undefined ? [] : [{ code: fails[0] }]))));
  expect(server.peers.size).toBe(1);
});

test('a line that asks for more than the output may hold: it comes all the same, part by part', async () => {
  const endpoint = simulatedNetwork({ seed: 1 }).endpoint('server');
  const errors: WirechartError[] = [];
  const kept = new MemoryStore({ now: () => 0 });
  kept.execute(m.set('k', new Uint8Array(1024 * 1024)));
  await serve(m.memcached.server(), answering(kept), endpoint, {
    onError: (error) => void errors.push(error),
    limits: { queuedOutput: 4 * 1024 * 1024 },
  });
  const client = await connect(m.memcached.client({ limits: { contentBytes: 64 * 1024 * 1024 } }), endpoint);
  const reply = (await client.request(m.get(new Array<string>(20).fill('k')))) as m.Values;
  expect(reply.items).toHaveLength(20);
  expect(errors).toEqual([]);
});
