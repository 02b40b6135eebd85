/** The contract that every transport keeps, over real sockets. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TransportContractOptions, transportContract } from '@wirechart/contract';
import { describe, test } from 'vitest';
import { tcp, unix } from '../src/index.js';

// What should not happen gets less time than the suite allows by default: sockets of one machine are quick.
const quiet = 20;

const overTcp = (host: string): TransportContractOptions => ({
  quiet,
  place: () => ({
    listening: tcp({ host, port: 0 }),
    connecting: (address) => tcp({ host, port: address.kind === 'ip' ? address.port : 0 }),
  }),
});

const overUnix: TransportContractOptions = {
  quiet,
  resets: false,
  refusals: ['ECONNREFUSED', 'ENOENT'],
  place() {
    const folder = mkdtempSync(join(tmpdir(), 'wirechart-'));
    const path = join(folder, 'x.sock');
    return {
      listening: unix({ path }),
      connecting: () => unix({ path }),
      clear: () => rmSync(folder, { recursive: true }),
    };
  },
};

describe.each([
  ['TCP over IPv4', overTcp('127.0.0.1')],
  ['TCP over IPv6', overTcp('::1')],
  ['Unix sockets', overUnix],
])('%s', (_what, options) => {
  for (const { name, run } of transportContract(options)) test(name, run);
});
