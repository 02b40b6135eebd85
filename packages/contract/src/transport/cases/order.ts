/** Bytes arrive in order, none lost, none doubled, none changed. */
import { concat } from '../../harness/bytes.js';
import { demand } from '../../harness/violation.js';
import { sample } from '../bytes.js';
import type { Cases } from '../case.js';
import { checkBytes } from '../check.js';

export const orderCases: Cases = {
  'one write, arrives': async (bench) => {
    const { client, server } = await bench.open();
    client.write(sample(1000));
    await server.witness.untilReceived(1000);
    checkBytes(server.witness.bytes, sample(1000), 'received');
  },

  'a thousand small writes, arrive in order': async (bench) => {
    const { client, server } = await bench.open();
    const bytes = sample(7000);
    for (let at = 0; at < bytes.length; at += 7) client.write(bytes.subarray(at, at + 7));
    await server.witness.untilReceived(bytes.length);
    checkBytes(server.witness.bytes, bytes, 'received');
  },

  'much in both directions at once, arrives in order': async (bench) => {
    const { client, server } = await bench.open();
    const there = sample(MUCH, 1);
    const back = sample(MUCH, 2);
    await Promise.all([client.writeAll(there), server.writeAll(back, 5000)]);
    await Promise.all([server.witness.untilReceived(MUCH), client.witness.untilReceived(MUCH)]);
    checkBytes(server.witness.bytes, there, 'received by the server');
    checkBytes(client.witness.bytes, back, 'received by the client');
  },

  'one write of much, arrives in order': async (bench) => {
    const { client, server } = await bench.open();
    client.write(sample(MUCH));
    await server.witness.untilReceived(MUCH);
    checkBytes(server.witness.bytes, sample(MUCH), 'received');
  },

  'several chunks in a write, arrive in order': async (bench) => {
    const { client, server } = await bench.open();
    const empty = new Uint8Array(0);
    const chunks = [1, 0, 300, 20_000, 2, 0].map((length, index) => sample(length, index));
    client.write(empty, ...chunks);
    client.write(...chunks, empty);
    const expected = concat([...chunks, ...chunks]);
    await server.witness.untilReceived(expected.length);
    checkBytes(server.witness.bytes, expected, 'received');
  },

  'nothing in a write, changes nothing': async (bench) => {
    const { client, server } = await bench.open();
    client.write();
    client.write(new Uint8Array(0));
    client.write(sample(3));
    client.end();
    await server.witness.untilEnd();
    checkBytes(server.witness.bytes, sample(3), 'received');
  },

  'written before the remote has started, is kept for it': async (bench) => {
    const { client, server } = await bench.connect(await bench.listen());
    client.start();
    client.write(sample(1000));
    client.end();
    await bench.quiet();
    demand(server.witness.received === 0, 'a transport that was not started delivered data');
    server.start();
    await server.witness.untilEnd();
    checkBytes(server.witness.bytes, sample(1000), 'received');
  },

  'what was delivered, is never changed': async (bench) => {
    const { client, server } = await bench.open();
    await client.writeAll(sample(MUCH), 1000);
    await server.witness.untilReceived(MUCH);
    checkBytes(concat(server.witness.chunks), concat(server.witness.copies), 'chunks kept since their delivery');
  },

  'what was written, is not changed': async (bench) => {
    const { client, server } = await bench.open();
    const bytes = sample(200_000);
    client.write(bytes.subarray(0, 10), bytes.subarray(10));
    await server.witness.untilReceived(bytes.length);
    checkBytes(bytes, sample(200_000), 'the chunks of the sender');
  },

  'what was written from a part of a buffer, arrives alone': async (bench) => {
    const { client, server } = await bench.open();
    client.write(sample(1000).subarray(400, 500));
    client.end();
    await server.witness.untilEnd();
    checkBytes(server.witness.bytes, sample(100, 0, 400), 'received');
  },

  'many connections at once, do not mix': async (bench) => {
    const listener = await bench.listen();
    const pairs = [];
    for (let i = 0; i < 20; i++) pairs.push(await bench.connect(listener));
    await Promise.all(
      pairs.map(async ({ client, server }, stream) => {
        client.start();
        server.start();
        await client.writeAll(sample(50_000, stream), 777);
        await server.witness.untilReceived(50_000);
      }),
    );
    for (const [stream, { server }] of pairs.entries()) {
      checkBytes(server.witness.bytes, sample(50_000, stream), `received on connection ${stream}`);
    }
  },
};

/** More than any buffer between two programs is likely to hold by default. */
const MUCH = 3 * 1024 * 1024;
