/** Closing in order: what was written is delivered, and both sides are told once. */
import { demand } from '../../harness/violation.js';
import { sample } from '../bytes.js';
import type { Cases } from '../case.js';
import { checkBytes, checkSame } from '../check.js';
import type { End } from '../end.js';

export const closeCases: Cases = {
  'after much, delivers all of it and then the end': async (bench) => {
    const { client, server } = await bench.open();
    client.write(sample(2_000_000));
    client.close();
    await server.witness.untilEnd();
    checkBytes(server.witness.bytes, sample(2_000_000), 'received before the end');
    server.end();
    await Promise.all([client.witness.untilClose(), server.witness.untilClose()]);
    checkSame(server.witness.failure, undefined, 'error of the remote');
  },

  'without a byte, is told to both sides': async (bench) => {
    const { client, server } = await bench.open();
    client.close();
    await client.witness.untilClose();
    await server.witness.untilEnd();
    demand(!server.witness.closed, 'the remote was closed although its own direction had not ended');
    server.close();
    await server.witness.untilClose();
  },

  'does not wait for the remote': async (bench) => {
    const { client } = await bench.open();
    client.write(sample(100));
    client.close();
    await client.witness.untilClose();
    demand(!client.witness.ended, 'an end was told that the remote has not given');
  },

  'after the end, delivers what was written before it': async (bench) => {
    const { client, server } = await bench.open();
    client.write(sample(100_000));
    client.end();
    client.close();
    await server.witness.untilEnd();
    checkBytes(server.witness.bytes, sample(100_000), 'received before the end');
  },

  'long after the end, tells the remote no second one': async (bench) => {
    const { client, server } = await bench.open();
    client.end();
    await server.witness.untilEnd();
    client.close();
    await client.witness.untilClose();
    await bench.quiet();
    demand(!server.witness.closed, 'the remote was closed although its own direction had not ended');
  },

  'twice and with all other calls after it, is as once': async (bench) => {
    const { client, server } = await bench.open();
    client.close();
    client.close();
    everyCall(client);
    await client.witness.untilClose();
    everyCall(client);
    await server.witness.until(() => server.witness.ended || server.witness.closed, 'the end');
  },

  'before the start, is told to the remote': async (bench) => {
    const { client, server } = await bench.connect(await bench.listen());
    server.close();
    client.start();
    await client.witness.untilEnd();
  },

  'of a remote, makes writing fail': async (bench) => {
    const { client, server } = await bench.open();
    server.close();
    await client.witness.untilEnd();
    // The first writes may be taken: the system learns only from the remote's answer.
    for (let tries = 0; tries < 50 && !client.witness.closed; tries++) {
      client.write(sample(1000));
      await bench.quiet();
    }
    await client.witness.untilClose();
    const code = client.witness.failure?.code;
    demand(code === 'ECONNRESET' || code === 'EPIPE', `expected ECONNRESET or EPIPE, got ${code ?? 'no error'}`);
    checkSame(client.witness.failure?.blame, 'transport', 'blame');
  },

  'of one connection, leaves others alone': async (bench) => {
    const listener = await bench.listen();
    const closing = await bench.connect(listener);
    const staying = await bench.connect(listener);
    for (const { client, server } of [closing, staying]) {
      client.start();
      server.start();
    }
    closing.client.close();
    await closing.server.witness.untilEnd();
    staying.client.write(sample(1000));
    await staying.server.witness.untilReceived(1000);
  },
};

function everyCall(end: End): void {
  end.pause();
  end.resume();
  end.transport.write([sample(10)]);
  end.end();
  end.close();
  end.reset();
}
