/** A remote that does not read is not written to without bound, and a side that pauses is left in peace. */
import { demand } from '../../harness/violation.js';
import { sample } from '../bytes.js';
import type { Cases } from '../case.js';
import { checkBytes, checkSame } from '../check.js';
import type { End } from '../end.js';

export const backPressureCases: Cases = {
  'a remote that pauses, makes write say wait until it resumes': async (bench) => {
    const { client, server } = await bench.open();
    server.pause();
    await stuckThenFreed(client, server, () => server.resume(), bench.quiet.bind(bench));
  },

  'a remote that has not started, makes write say wait until it does': async (bench) => {
    const { client, server } = await bench.connect(await bench.listen());
    client.start();
    await stuckThenFreed(client, server, () => server.start(), bench.quiet.bind(bench));
  },

  'several writes after a wait, are followed by one drain': async (bench) => {
    const { client, server } = await bench.open();
    server.pause();
    const written = client.writeUntilWait(sample(65_536), MOST);
    demand(!client.write(sample(10)), 'write said to go on while a drain was owed');
    client.write(sample(10));
    server.resume();
    await server.witness.untilReceived(written + 20);
    await client.witness.until(() => client.witness.drains > 0, 'a drain');
    await bench.quiet();
    checkSame(client.witness.drains, 1, 'drains');
  },

  'a side that waits, still receives': async (bench) => {
    const { client, server } = await bench.open();
    server.pause();
    demand(client.writeUntilWait(sample(65_536), MOST) < MOST, 'write never said to wait');
    server.write(sample(5000));
    await client.witness.untilReceived(5000);
    checkBytes(client.witness.bytes, sample(5000), 'received');
  },

  'paused, delivers nothing more once it is quiet': async (bench) => {
    const { client, server } = await bench.open();
    client.write(sample(1000));
    await server.witness.untilReceived(1000);
    server.pause();
    await bench.quiet();
    const { received } = server.witness;
    client.write(sample(1000, 0, 1000));
    await bench.quiet();
    checkSame(server.witness.received, received, 'bytes received while paused');
    server.resume();
    await server.witness.untilReceived(2000);
    checkBytes(server.witness.bytes, sample(2000), 'received');
  },

  'paused, keeps the end after the data': async (bench) => {
    const { client, server } = await bench.open();
    server.pause();
    client.write(sample(100_000));
    client.end();
    await bench.quiet();
    server.resume();
    await server.witness.untilEnd();
    checkBytes(server.witness.bytes, sample(100_000), 'received');
  },

  'paused and resumed at every chunk, loses nothing': async (bench) => {
    const { client, server } = await bench.open();
    server.witness.onData = () => {
      server.pause();
      void Promise.resolve().then(() => server.resume());
    };
    await client.writeAll(sample(500_000), 10_000);
    client.end();
    await server.witness.untilEnd();
    checkBytes(server.witness.bytes, sample(500_000), 'received');
  },

  'paused twice and resumed once, delivers': async (bench) => {
    const { client, server } = await bench.open();
    server.pause();
    server.pause();
    server.resume();
    client.write(sample(1000));
    await server.witness.untilReceived(1000);
    checkBytes(server.witness.bytes, sample(1000), 'received');
  },

  'resumed twice and paused once, delivers nothing': async (bench) => {
    const { client, server } = await bench.open();
    client.write(sample(10));
    await server.witness.untilReceived(10);
    server.resume();
    server.resume();
    server.pause();
    await bench.quiet();
    client.write(sample(1000));
    await bench.quiet();
    checkSame(server.witness.received, 10, 'bytes received');
  },
};

/** Far more than a system buffers between two programs. */
const MOST = 64 * 1024 * 1024;

async function stuckThenFreed(client: End, server: End, free: () => void, quiet: () => Promise<void>): Promise<void> {
  const piece = sample(65_536);
  let written = 0;
  let drains = -1;
  // The system's own buffers may fill and empty for a while, as long as that has an end.
  while (client.witness.drains > drains) {
    drains = client.witness.drains;
    written += client.writeUntilWait(piece, MOST);
    demand(written < MOST, `${written} bytes were taken for a remote that does not read`);
    await quiet();
  }
  free();
  await client.witness.until(() => client.witness.drains > drains, 'a drain');
  await server.witness.untilReceived(written);
  for (let at = 0; at < written; at += piece.length) {
    checkBytes(server.witness.bytes.subarray(at, at + piece.length), piece, `received from ${at} on`);
  }
}
