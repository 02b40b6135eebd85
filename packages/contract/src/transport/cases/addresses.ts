/** Each side knows both addresses. */
import { type Address, formatAddress } from '@wirechart/core';
import { demand } from '../../harness/violation.js';
import type { Cases } from '../case.js';
import { checkSame } from '../check.js';

export const addressCases: Cases = {
  'local of one side, is remote of the other': async (bench) => {
    const { client, server } = await bench.open();
    sameAddress(client.local, server.remote, 'the client');
    sameAddress(server.local, client.remote, 'the server');
  },

  'of the listener, is where clients are connected to': async (bench) => {
    const listener = await bench.listen();
    const { client, server } = await bench.connect(listener);
    sameAddress(client.remote, listener.address, 'remote of the client');
    sameAddress(server.local, listener.address, 'local of the server');
  },

  'after the close, are as before': async (bench) => {
    const { client, server } = await bench.open();
    const before = [client.local, client.remote, server.local, server.remote].map(formatAddress);
    client.close();
    server.close();
    await Promise.all([client.witness.untilClose(), server.witness.untilClose()]);
    const after = [client.local, client.remote, server.local, server.remote].map(formatAddress);
    checkSame(after.join(' '), before.join(' '), 'addresses');
    demand(!after.includes(''), 'an address is empty');
  },
};

function sameAddress(actual: Address, expected: Address, what: string): void {
  checkSame(actual.kind, expected.kind, `kind of address of ${what}`);
  checkSame(formatAddress(actual), formatAddress(expected), `address of ${what}`);
}
