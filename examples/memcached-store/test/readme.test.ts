/** The README shows the example as it is, and it runs. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test, vi } from 'vitest';
import { codeBlock, filledIn } from '../../../packages/protocols/test/support/readme.js';

const README = fileURLToPath(new URL('../README.md', import.meta.url));

// `npx vitest run examples -u` writes it anew.
test('shows the example as it is', async () => {
  const example = readFileSync(new URL('./readme/example.ts', import.meta.url), 'utf8');
  await expect(filledIn(README, { example: codeBlock('ts', example) })).toMatchFileSnapshot(README);
});

test('the example runs', async () => {
  const log = vi.spyOn(console, 'log').mockImplementation(() => {});
  await import('./readme/example.js');
  expect(log.mock.calls).toEqual([['stored'], [42n], [1]]);
  log.mockRestore();
});
