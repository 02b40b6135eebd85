import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Address } from '@wirechart/core';
import { transportContract } from '@wirechart/transport-memory/contract';
import { describe, test } from 'vitest';
import { tcp, unix } from '../src/index.js';

describe.concurrent('the transport contract, TCP', () => {
  const place = () => ({
    listening: tcp({ port: 0 }),
    connecting: (address: Address) => tcp({ port: portOf(address) }),
  });
  for (const { name, run } of transportContract({ place })) test(name, run, TIMEOUT);
});

describe.skipIf(process.platform === 'win32').concurrent('the transport contract, Unix sockets', () => {
  const place = () => {
    const directory = mkdtempSync(join(tmpdir(), 'wirechart-'));
    const endpoint = unix({ path: join(directory, 'socket') });
    return { listening: endpoint, connecting: () => endpoint, clear: () => rmSync(directory, { recursive: true }) };
  };
  const options = { place, resets: false, refusals: ['ECONNREFUSED', 'ENOENT'] };
  for (const { name, run } of transportContract(options)) test(name, run, TIMEOUT);
});

function portOf(address: Address): number {
  if (address.kind !== 'ip') throw new TypeError(`not an IP address: ${JSON.stringify(address)}`);
  return address.port;
}

/** Milliseconds; each wait of a case has a shorter one of its own that says what was waited for. */
const TIMEOUT = 30_000;
