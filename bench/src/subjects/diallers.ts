/** Ways to open a connection, each used for many that are closed at once, one after the other. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tcp } from '@wirechart/transport-net';
import { Sampler } from '../harness/sampler.js';
import type { Subjects } from '../harness/worker.js';

const CONNECTIONS = 200;

export const subjects: Subjects = {
  ours: async () => {
    const endpoint = tcp({ port: await somebody() });
    return manyOf(async () => {
      const transport = await endpoint.connect();
      await new Promise<void>((close) => {
        transport.start({ data() {}, end() {}, drain() {}, error() {}, close });
        transport.close();
      });
    });
  },
  'node:net': async () => {
    const port = await somebody();
    return manyOf(async () => {
      const socket = connect({ port, host: '127.0.0.1', noDelay: true });
      await once(socket, 'connect');
      const closed = once(socket, 'close');
      socket.destroySoon();
      await closed;
    });
  },
};

function manyOf(one: () => Promise<void>): Sampler {
  return new Sampler(CONNECTIONS, async () => {
    for (let i = 0; i < CONNECTIONS; i++) await one();
  });
}

/** A server in the same process, the same for all: what it costs is in every figure. */
async function somebody(): Promise<number> {
  const server = createServer((socket) => socket.on('error', () => {}).resume());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}
