/** The README: its charts are drawn from the machines, its tables from the tests, and its example runs. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { mermaidOf } from '@wirechart/core';
import { expect, test, vi } from 'vitest';
import { frames, webSocket } from '../../src/websocket/index.js';
import { codeBlock, filledIn, table } from '../support/readme.js';
import { badInput } from './support/bad-input.js';
import { badRequests } from './support/bad-requests.js';
import { fixed } from './support/wire.js';

const README = fileURLToPath(new URL('../../src/websocket/README.md', import.meta.url));

// `npx vitest run packages/protocols/test/websocket/readme -u` writes them anew.
test('shows the machines, the bad input and the example as they are', async () => {
  const example = readFileSync(new URL('./readme/example.ts', import.meta.url), 'utf8');
  const client = webSocket.client({ url: 'ws://localhost/', random: fixed });
  const [ofClients, ofServers] = [badInput('server'), badInput('client')];
  const text = filledIn(README, {
    example: codeBlock('ts', example),
    "chart of the server's upgrade": codeBlock('mermaid', mermaidOf(webSocket.server().read)),
    "chart of the client's upgrade": codeBlock('mermaid', mermaidOf(client.read)),
    'chart of the frames': codeBlock('mermaid', mermaidOf(frames({ role: 'server' }).read)),
    'bad requests': table(
      ['a request', 'RemoteError', 'answer'],
      badRequests.map(([name, code, status]) => [name, `\`${code}\``, String(status)]),
    ),
    'bad frames': table(
      ['frames, of either side', 'RemoteError', 'close'],
      ofClients.map(({ name, code, closes }, at) => [
        // Masks are all that the two sides do not have in common.
        name === ofServers[at]?.name ? name : `${name}; of a server: ${ofServers[at]?.name}`,
        code === ofServers[at]?.code ? `\`${code}\`` : `\`${code}\`, \`${ofServers[at]?.code}\``,
        closes === undefined ? 'none' : String(closes),
      ]),
    ),
  });
  await expect(text).toMatchFileSnapshot(README);
});

test('the example runs', async () => {
  const log = vi.spyOn(console, 'log').mockImplementation(() => {});
  await import('./readme/example.js');
  expect(log.mock.calls).toEqual([['FOLLOW THE WHITE RABBIT']]);
  log.mockRestore();
});
