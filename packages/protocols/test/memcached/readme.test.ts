/** The README of memcached: its charts are drawn from the machines, its tables from the tests, and its example runs. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { mermaidOf } from '@wirechart/core';
import { expect, test, vi } from 'vitest';
import { memcached } from '../../src/memcached/index.js';
import { codeBlock, filledIn } from '../support/readme.js';
import { type BadRequest, badBinaryRequests, badTextRequests } from './support/bad-requests.js';

const README = fileURLToPath(new URL('../../src/memcached/README.md', import.meta.url));

// `npx vitest run packages/protocols/test/memcached/readme -u` writes them anew.
test('shows the machines, the bad input and the example as they are', async () => {
  const chart = (protocol: { readonly read: Parameters<typeof mermaidOf>[0] }) =>
    codeBlock('mermaid', mermaidOf(protocol.read));
  const text = filledIn(README, {
    example: codeBlock('ts', readFileSync(new URL('./readme/example.ts', import.meta.url), 'utf8')),
    'chart of both': chart(memcached.server()),
    'chart of the text server': chart(memcached.server({ speaks: 'text' })),
    'chart of the binary server': chart(memcached.server({ speaks: 'binary' })),
    'chart of the text client': chart(memcached.client()),
    'chart of the binary client': chart(memcached.client({ speaks: 'binary' })),
    'bad text requests': table('is told', badTextRequests, (told) =>
      told === '' ? 'nothing' : `\`${`${told}`.trim()}\``,
    ),
    'bad binary requests': table('status', badBinaryRequests, (told) =>
      told === undefined ? 'none' : `0x${told.toString(16).padStart(2, '0')}`,
    ),
  });
  await expect(text).toMatchFileSnapshot(README);
});

test('the example runs', async () => {
  const log = vi.spyOn(console, 'log').mockImplementation(() => {});
  await import('./readme/example.js');
  expect(log.mock.calls).toEqual([['stored'], [1, 0]]);
  log.mockRestore();
});

function table(heading: string, rows: readonly BadRequest[], toldText: (told: BadRequest['told']) => string): string {
  const lines = rows.map(
    ({ what, told, fails }) =>
      `| ${what} | ${toldText(told)} | ${fails === undefined ? 'goes on' : `\`${fails[0]}\``} |`,
  );
  return [`| a client sends | ${heading} | and the connection |`, '|-|-|-|', ...lines].join('\n');
}
