/** Closing at once: what is under way is lost, and the remote is told so. */
import { TransportError } from '@wirechart/core';
import { demand } from '../../harness/violation.js';
import type { Bench } from '../bench.js';
import { sample } from '../bytes.js';
import type { Cases } from '../case.js';
import { checkBytes, checkSame } from '../check.js';
import type { End } from '../end.js';

export const resetCases: Cases = {
  'is told to the remote as a reset': async (bench) => {
    const { client, server } = await bench.open();
    client.reset();
    await seenAsReset(bench, server);
  },

  'is told to its own side as a close': async (bench) => {
    const { client } = await bench.open();
    client.reset();
    await client.witness.untilClose();
    checkSame(client.witness.failure, undefined, 'error of the own side');
    demand(!client.witness.ended, 'an end was told');
  },

  'with much under way, discards it': async (bench) => {
    const { client, server } = await bench.open();
    server.pause();
    const bytes = sample(64 * 1024 * 1024);
    demand(!client.write(bytes), 'so much was written at once without a wait');
    client.reset();
    await client.witness.untilClose();
    server.resume();
    // Input that was unread when the reset came can hide it: libuv reads that, sees the hang-up, and reports an end.
    await seenAsOver(server);
    const { received } = server.witness;
    demand(received < bytes.length, 'everything was delivered in spite of the reset');
    checkBytes(server.witness.bytes, bytes.subarray(0, received), 'received before the reset');
  },

  'after an end of this side, is told to the remote as a reset': async (bench) => {
    const { client, server } = await bench.open();
    server.end();
    await client.witness.untilEnd();
    client.reset();
    await seenAsReset(bench, server);
  },

  'from inside data, stops delivery': async (bench) => {
    const { client, server } = await bench.open();
    server.witness.onData = () => server.reset();
    client.write(sample(300_000));
    await server.witness.untilClose();
  },

  'before the start, is told to the remote': async (bench) => {
    const { client, server } = await bench.connect(await bench.listen());
    server.reset();
    client.start();
    await seenAsReset(bench, client);
  },

  'before the start of the remote, is told when it starts': async (bench) => {
    const { client, server } = await bench.connect(await bench.listen());
    client.start();
    client.reset();
    await client.witness.untilClose();
    await bench.quiet();
    server.start();
    await seenAsReset(bench, server);
  },

  'twice and with all other calls after it, is as once': async (bench) => {
    const { client } = await bench.open();
    for (let round = 0; round < 2; round++) {
      client.reset();
      client.transport.write([sample(10)]);
      client.end();
      client.close();
      client.pause();
      client.resume();
      await client.witness.untilClose();
    }
  },

  'after a close that cannot be finished, closes': async (bench) => {
    const { client, server } = await bench.open();
    server.pause();
    client.write(sample(64 * 1024 * 1024));
    client.close();
    client.reset();
    await client.witness.untilClose();
  },

  'of one connection, leaves others alone': async (bench) => {
    const listener = await bench.listen();
    const doomed = await bench.connect(listener);
    const staying = await bench.connect(listener);
    for (const { client, server } of [doomed, staying]) {
      client.start();
      server.start();
    }
    doomed.client.reset();
    await doomed.client.witness.untilClose();
    staying.client.write(sample(1000));
    await staying.server.witness.untilReceived(1000);
    checkBytes(staying.server.witness.bytes, sample(1000), 'received');
  },
};

async function seenAsReset(bench: Bench, end: End): Promise<void> {
  if (!bench.resets) return seenAsOver(end);
  const { witness } = end;
  await witness.untilClose();
  demand(witness.failure instanceof TransportError, 'the remote was told no TransportError');
  checkSame(witness.failure.code, 'ECONNRESET', 'code');
  demand(!witness.ended, 'the remote was told an end');
}

/** A reset or, if it cannot be told from one, an end. */
async function seenAsOver(end: End): Promise<void> {
  const { witness } = end;
  await witness.until(() => witness.ended || witness.closed, 'the end or the close');
  if (!witness.closed) end.end();
  await witness.untilClose();
}
