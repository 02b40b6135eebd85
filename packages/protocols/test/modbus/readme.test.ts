/** The README of Modbus: its chart is drawn from the machine, and its example runs. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { mermaidOf } from '@wirechart/core';
import { expect, test, vi } from 'vitest';
import { modbusServer } from '../../src/modbus/index.js';
import { codeBlock, filledIn } from '../support/readme.js';

const README = fileURLToPath(new URL('../../src/modbus/README.md', import.meta.url));

// `npx vitest run packages/protocols/test/modbus/readme -u` writes them anew.
test('shows the machine and the example as they are', async () => {
  const example = readFileSync(new URL('./readme/example.ts', import.meta.url), 'utf8');
  const text = filledIn(README, {
    example: codeBlock('ts', example),
    chart: codeBlock('mermaid', mermaidOf(modbusServer().read)),
  });
  await expect(text).toMatchFileSnapshot(README);
});

test('the example runs', async () => {
  const log = vi.spyOn(console, 'log').mockImplementation(() => {});
  await import('./readme/example.js');
  expect(log.mock.calls).toEqual([
    [{ transaction: 0, unit: 1, function: 'read-holding-registers', values: [17, 4] }],
    ['illegal-data-address'],
  ]);
  log.mockRestore();
});
