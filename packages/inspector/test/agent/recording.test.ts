/** A run that nobody looked at while it ran, opened later: every byte, and every state, at every moment. */
import { connect, type Protocol, type Role, serve, type TraceRecord } from '@wirechart/core';
import {
  delimited,
  eventStream,
  fixedLength,
  lengthPrefixed,
  lines,
  netstring,
  typed,
  varintPrefixed,
} from '@wirechart/protocols/framing';
import { json, jsonHeader } from '@wirechart/protocols/json-header';
import { memcached } from '@wirechart/protocols/memcached';
import { modbusClient, modbusServer } from '@wirechart/protocols/modbus';
import { respServer } from '@wirechart/protocols/resp';
import { type WebSocketMessage, webSocket } from '@wirechart/protocols/websocket';
import { permessageDeflate } from '@wirechart/protocols/websocket/deflate';
import { randomSizes, simulatedNetwork } from '@wirechart/transport-memory';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { recordChunks, recording } from '../../src/index.js';
import type { Model } from '../../src/program/model.js';
import { inspectionOfDump } from '../../src/program/sources/dump.js';
import { jsonRequest } from '../kit/requests.js';

/** Bytes of a few messages, cut anywhere. */
const inputs: Readonly<Record<string, { protocol: Protocol<never, never>; input: Buffer; role?: Role }>> = {
  'json-header': {
    protocol: jsonHeader() as never,
    input: Buffer.concat([jsonRequest('{"a":1}'), jsonRequest('[2]')]),
  },
  lines: { protocol: lines() as never, input: Buffer.from('one\r\n\r\nthree\r\n') },
  'length-prefixed': { protocol: lengthPrefixed({ width: 2 }) as never, input: Buffer.from('\0\x03abc\0\0\0\x01x') },
  memcached: {
    protocol: memcached.server() as never,
    input: Buffer.from('set k 0 0 5\r\nhello\r\nget k\r\nversion\r\n'),
  },
  resp: { protocol: respServer() as never, input: Buffer.from('*2\r\n$3\r\nGET\r\n$1\r\nk\r\nPING\r\n') },
  modbus: {
    protocol: modbusServer() as never,
    // Ten registers read; one coil written.
    input: Buffer.from('0001000000060103' + '0000000a' + '0002000000060105' + '00acff00', 'hex'),
  },
  'modbus, unasked': {
    protocol: modbusClient() as never,
    role: 'client',
    input: Buffer.from('0001000000050103020007', 'hex'),
  },
  'event stream': {
    protocol: eventStream() as never,
    role: 'client',
    input: Buffer.from('\ufeffid: 1\ndata: one\ndata: two\n\n: nothing\r\nretry: 7\revent: x\ndata\n\n'),
  },
  netstring: { protocol: netstring() as never, input: Buffer.from('3:abc,0:,') },
  varint: { protocol: varintPrefixed() as never, input: Buffer.from('\x03abc\0') },
  typed: { protocol: typed({ 1: 3, 2: 0 }) as never, input: Buffer.from('\x01abc\x02\x01xyz') },
  'fixed length': { protocol: fixedLength(3) as never, input: Buffer.from('abcdef') },
  delimited: { protocol: delimited('||') as never, input: Buffer.from('a||b|c||||') },
};

describe.each(Object.entries(inputs))('%s', (_name, { protocol, input, role = 'server' }) => {
  it('each byte that was read belongs to one frame, and the frame to its transition, however they were cut', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat({ max: input.length }), { maxLength: 8 }), (places) => {
        const cuts = [0, ...places, input.length].sort((a, b) => a - b);
        const chunks = cuts.slice(1).map((end, at) => input.subarray(cuts[at], end));
        const { live } = inspectionOfDump(recordChunks(protocol, role, chunks)).history;
        const log = live.logs.get(1);
        if (log === undefined) throw new Error('nothing was recorded');
        const received = log.chunks.filter(({ direction }) => direction === 'in');
        expect(Buffer.concat(received.map(({ data }) => Buffer.from(data ?? '', 'base64'))).equals(input)).toBe(true);
        const frames = log.records.filter(
          ({ half, length, edge, event }) => half === 'read' && length > 0 && edge >= 0 && event !== '',
        );
        const owners = new Uint8Array(input.length);
        for (const { offset, length } of frames) {
          for (let at = offset; at < offset + length; at++) owners[at] = (owners[at] as number) + 1;
        }
        expect([...owners].every((count) => count === 1)).toBe(true);
      }),
      { numRuns: 30 },
    );
  });
});

it('a simulated run is looked at like a live one, and is as it was at every moment', async () => {
  const network = simulatedNetwork({ seed: 7, latency: [1, 20], chunking: randomSizes() });
  const run = recording({ clock: network.clock });
  const oracle: TraceRecord[] = [];
  const server = await serve(jsonHeader(), (request) => json({ echo: request.content }), network.endpoint('server'), {
    watcher: run.watcher,
    onTransition: (record) => void oracle.push(record),
  });
  const clients = await Promise.all(Array.from({ length: 5 }, () => connect(jsonHeader(), network.endpoint('server'))));
  await network.runUntil(Promise.all(clients.map((client, i) => client.request(json('x'.repeat(10 * i))))));
  await network.runUntil(Promise.all(clients.map((client) => client.close())));
  await network.runUntil(server.close());
  const { history } = inspectionOfDump(run.dump());
  expect(history.live.logs.size).toBe(5);
  for (const [id, log] of history.live.logs) {
    const own = oracle.filter(({ connection }) => connection === `json-header/server/${id - 1}`);
    const steps = log.records.filter(({ from }) => from >= 0);
    expect(steps.map((step) => [step.half, path(history.live, step), step.event])).toEqual(
      own.map(({ half, to, event }) => [half, to, event]),
    );
  }
  const moments = [...new Set(oracle.map(({ time }) => time))];
  for (const time of moments) {
    const model = history.at(time);
    for (const [id, entry] of model.entries) {
      const own = oracle.filter(
        (record) =>
          record.connection === `json-header/server/${id - 1}` && record.half === 'read' && record.time <= time,
      );
      if (entry.status === 'open' && own.length > 0) expect(model.pathOf(entry.row, 'read')).toBe(own.at(-1)?.to);
    }
  }
});

it('compressed and masked messages of a WebSocket, after its upgrade, are frames too', async () => {
  const network = simulatedNetwork({ seed: 3, chunking: randomSizes() });
  const run = recording({ clock: network.clock });
  const server = await serve(
    webSocket.server({ compression: permessageDeflate() }),
    (message: WebSocketMessage) => message,
    network.endpoint('server'),
    { watcher: run.watcher },
  );
  const random = (bytes: Uint8Array) => bytes.fill(0x5a);
  const protocol = webSocket.client({ url: 'ws://server/', random, compression: permessageDeflate() });
  const client = await network.runUntil(connect(protocol, network.endpoint('server')));
  for (const text of ['hello', 'x'.repeat(5000)]) await network.runUntil(client.request(text));
  await network.runUntil(client.close());
  await network.runUntil(server.close());
  const { live } = inspectionOfDump(run.dump()).history;
  const log = live.logs.get(1);
  const read = log?.records.filter(({ half }) => half === 'read') ?? [];
  expect(new Set(read.map(({ protocol: id }) => live.hello?.protocols[id]?.name))).toEqual(
    new Set(['websocket-upgrade', 'websocket']),
  );
  const total = log?.chunks.filter(({ direction }) => direction === 'in').reduce((sum, { length }) => sum + length, 0);
  const framed = read.filter(({ length, edge, event }) => length > 0 && edge >= 0 && event !== '');
  let next = 0;
  for (const { offset, length } of framed) {
    expect(offset).toBe(next);
    next = offset + length;
  }
  expect(next).toBe(total);
});

function path(model: Model, step: { half: 'read' | 'write'; protocol: number; to: number }): string | undefined {
  const chart = model.hello?.protocols[step.protocol]?.[step.half];
  return chart === undefined ? undefined : model.chart(chart)?.states[step.to]?.path;
}
