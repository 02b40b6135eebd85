/** The README of RESP: its charts are drawn from the machines, its table from the tests, and its example runs. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { mermaidOf } from '@wirechart/core';
import { expect, test, vi } from 'vitest';
import { respClient, respServer } from '../../src/resp/index.js';
import { codeBlock, filledIn, table } from '../support/readme.js';
import { badReplies } from './support/bad-replies.js';
import { badRequests } from './support/bad-requests.js';

const README = fileURLToPath(new URL('../../src/resp/README.md', import.meta.url));

// `npx vitest run packages/protocols/test/resp/readme -u` writes them anew.
test('shows the machines, the bad input and the example as they are', async () => {
  const example = readFileSync(new URL('./readme/example.ts', import.meta.url), 'utf8');
  const text = filledIn(README, {
    example: codeBlock('ts', example),
    'chart of the server': codeBlock('mermaid', mermaidOf(respServer().read)),
    'chart of the client': codeBlock('mermaid', mermaidOf(respClient({ version: 3 }).read)),
    'bad requests': table(
      ['a client sends', 'RemoteError', 'reply before the end'],
      badRequests.map(({ name, code, reply }) => [
        name,
        `\`${code}\``,
        reply === undefined ? 'none' : `\`-ERR Protocol error: ${reply}\``,
      ]),
    ),
    'bad replies': table(
      ['a server sends', 'RemoteError'],
      badReplies.map(({ name, code }) => [name, `\`${code}\``]),
    ),
  });
  await expect(text).toMatchFileSnapshot(README);
});

test('the example runs', async () => {
  const log = vi.spyOn(console, 'log').mockImplementation(() => {});
  await import('./readme/example.js');
  expect(log.mock.calls).toEqual([['OK'], [['white', null]], ['ERR']]);
  log.mockRestore();
});
