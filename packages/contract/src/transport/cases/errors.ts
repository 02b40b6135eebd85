/** What cannot be done is refused with the system's code and the stage at which it failed. */
import { TransportError } from '@wirechart/core';
import { demand } from '../../harness/violation.js';
import type { Cases } from '../case.js';
import { checkSame, rejection } from '../check.js';

export const errorCases: Cases = {
  'nobody listens, refuses to connect': async (bench) => {
    const listener = await bench.listen();
    await listener.close();
    const connecting = bench.at(listener.address).connect();
    const error = await rejection(bench.within(connecting, 'the refusal'), 'connecting to nobody');
    demand(error instanceof TransportError, `expected a TransportError, got ${String(error)}`);
    checkSame(error.stage, 'connect', 'stage');
    demand(bench.refusals.includes(error.code), `expected ${bench.refusals.join(' or ')}, got ${error.code}`);
  },

  'somebody listens already, refuses to listen': async (bench) => {
    const listener = await bench.listen();
    const listening = bench.at(listener.address).listen(() => {});
    const error = await rejection(bench.within(listening, 'the refusal'), 'listening twice');
    demand(error instanceof TransportError, `expected a TransportError, got ${String(error)}`);
    checkSame(error.stage, 'listen', 'stage');
    checkSame(error.code, 'EADDRINUSE', 'code');
    const { client, server } = await bench.connect(listener);
    client.start();
    server.start();
    client.end();
    await server.witness.untilEnd();
  },
};
