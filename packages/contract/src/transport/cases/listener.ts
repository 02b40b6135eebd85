/** A listener hands over each connection once, and closes without touching those that are open. */
import { formatAddress } from '@wirechart/core';
import { sample } from '../bytes.js';
import type { Cases } from '../case.js';
import { checkSame } from '../check.js';

export const listenerCases: Cases = {
  'several clients, are accepted once each': async (bench) => {
    const listener = await bench.listen();
    const endpoint = bench.at(listener.address);
    const transports = await Promise.all(Array.from({ length: 10 }, () => endpoint.connect()));
    const clients = transports.map((transport) => bench.end('a client', transport).start());
    const servers = [];
    for (const _ of clients) servers.push(bench.end('a server', await bench.accepted()).start());
    for (const [stream, client] of clients.entries()) client.write(sample(100, stream));
    await Promise.all(servers.map((server) => server.witness.untilReceived(100)));
    await bench.quiet();
    checkSame(bench.accepts, 0, 'connections accepted twice');
    const received = new Set(servers.map((server) => server.witness.bytes.join()));
    checkSame(received.size, clients.length, 'clients heard');
  },

  'closed, leaves open connections alone': async (bench) => {
    const listener = await bench.listen();
    const { client, server } = await bench.connect(listener);
    client.start();
    server.start();
    await bench.within(listener.close(), 'the listener to close');
    client.write(sample(1000));
    await server.witness.untilReceived(1000);
    server.end();
    await client.witness.untilEnd();
  },

  'closed twice, is as once': async (bench) => {
    const listener = await bench.listen();
    await bench.within(Promise.all([listener.close(), listener.close()]), 'the listener to close');
    await bench.within(listener.close(), 'the listener to close once more');
  },

  'closed, sets its address free': async (bench) => {
    const listener = await bench.listen();
    await bench.within(listener.close(), 'the listener to close');
    const again = await bench.at(listener.address).listen(() => {});
    checkSame(formatAddress(again.address), formatAddress(listener.address), 'address');
    await again.close();
  },
};
