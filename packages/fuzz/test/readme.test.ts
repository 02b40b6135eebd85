import { execFile } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

test('the example of the README runs and passes', { timeout: 30_000 }, async () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const [, example = ''] = /```js\n(.*?)```/s.exec(readme) ?? [];
  // Below the package, so that its own name leads to what has been built.
  const file = fileURLToPath(new URL('../dist/readme-example.test.mjs', import.meta.url));
  writeFileSync(file, example);
  const output = await new Promise<string>((resolve) => {
    execFile(process.execPath, [file], (error, stdout) => resolve(error === null ? 'passed' : stdout));
  });
  rmSync(file);
  expect(output).toBe('passed');
});
