/** Each direction ends by itself; both ends make the close. */
import { demand } from '../../harness/violation.js';
import { sample } from '../bytes.js';
import type { Cases } from '../case.js';
import { checkBytes, checkSame } from '../check.js';

export const halfCloseCases: Cases = {
  'end after much, is told after all of it': async (bench) => {
    const { client, server } = await bench.open();
    client.write(sample(2_000_000));
    client.end();
    await server.witness.untilEnd();
    checkBytes(server.witness.bytes, sample(2_000_000), 'received before the end');
  },

  'end without a byte, is told': async (bench) => {
    const { client, server } = await bench.open();
    client.end();
    await server.witness.untilEnd();
    checkSame(server.witness.received, 0, 'bytes received');
  },

  'after the end of one direction, the other goes on': async (bench) => {
    const { client, server } = await bench.open();
    client.write(sample(10));
    client.end();
    await server.witness.untilEnd();
    await server.writeAll(sample(1_000_000));
    server.end();
    await client.witness.untilEnd();
    checkBytes(client.witness.bytes, sample(1_000_000), 'received after the own end');
    await Promise.all([client.witness.untilClose(), server.witness.untilClose()]);
    checkSame(client.witness.failure, undefined, 'error of the client');
    checkSame(server.witness.failure, undefined, 'error of the server');
  },

  'end of one direction only, closes nothing': async (bench) => {
    const { client, server } = await bench.open();
    client.end();
    await server.witness.untilEnd();
    await bench.quiet();
    demand(!client.witness.closed && !client.witness.ended, 'the side that ended was told that the remote has');
    demand(!server.witness.closed, 'the other side was told the close');
  },

  'both ends at once, close both sides in order': async (bench) => {
    const { client, server } = await bench.open();
    client.write(sample(1000, 1));
    server.write(sample(1000, 2));
    client.end();
    server.end();
    await Promise.all([client.witness.untilClose(), server.witness.untilClose()]);
    checkBytes(server.witness.bytes, sample(1000, 1), 'received by the server');
    checkBytes(client.witness.bytes, sample(1000, 2), 'received by the client');
    demand(client.witness.ended && server.witness.ended, 'a side was told the close without the end');
    demand(client.witness.failure === undefined && server.witness.failure === undefined, 'a side was told an error');
  },

  'end from inside the end, closes both sides': async (bench) => {
    const { client, server } = await bench.connect(await bench.listen());
    const answer = server.witness.end.bind(server.witness);
    server.witness.end = () => {
      answer();
      server.write(sample(100));
      server.end();
    };
    client.start();
    server.start();
    client.end();
    await Promise.all([client.witness.untilClose(), server.witness.untilClose()]);
    checkBytes(client.witness.bytes, sample(100), 'received');
  },

  'end and close from inside the end, deliver what was written before': async (bench) => {
    const listener = await bench.listen();
    for (const length of [0, 100, 2_000_000]) {
      const { client, server } = await bench.connect(listener);
      const answer = server.witness.end.bind(server.witness);
      server.witness.end = () => {
        answer();
        server.write(sample(length));
        server.end();
        server.close();
      };
      client.start();
      server.start();
      client.end();
      await Promise.all([client.witness.untilClose(), server.witness.untilClose()]);
      checkBytes(client.witness.bytes, sample(length), 'received');
      demand(client.witness.ended, 'the close was told without the end');
      checkSame(client.witness.failure, undefined, 'error of the client');
      checkSame(server.witness.failure, undefined, 'error of the server');
    }
  },

  'end twice, is as once': async (bench) => {
    const { client, server } = await bench.open();
    client.end();
    client.end();
    await server.witness.untilEnd();
    server.write(sample(100));
    await client.witness.untilReceived(100);
  },
};
