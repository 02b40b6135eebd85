/** The README of SMTP: its charts are drawn from the machines, and its example runs. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { mermaidOf } from '@wirechart/core';
import { expect, test, vi } from 'vitest';
import { smtpClient } from '../../src/smtp/index.js';
import { sessionProtocol } from '../../src/smtp/protocol.js';
import { codeBlock, filledIn } from '../support/readme.js';
import { server } from './readme/server.js';

const README = fileURLToPath(new URL('../../src/smtp/README.md', import.meta.url));

// `npx vitest run packages/protocols/test/smtp/readme -u` writes them anew.
test('shows the machines and the example as they are', async () => {
  const example = readFileSync(new URL('./readme/example.ts', import.meta.url), 'utf8');
  const text = filledIn(README, {
    example: codeBlock('ts', example),
    'chart of the opening': codeBlock('mermaid', mermaidOf(smtpClient({ name: 'client.example' }).read)),
    'chart of the session': codeBlock('mermaid', mermaidOf(sessionProtocol().read)),
  });
  await expect(text).toMatchFileSnapshot(README);
});

test('the example runs', async () => {
  const log = vi.spyOn(console, 'log').mockImplementation(() => {});
  await import('./readme/example.js');
  expect(log.mock.calls).toEqual([[['trinity@matrix.example']], ['nobody@matrix.example', 550]]);
  log.mockRestore();
  await new Promise<void>((resolve) => server.close(resolve));
});
