import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { suites } from '../src/suites/index.js';

test('the README names every suite, in the order in which they run', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const [list = ''] = /One suite is one question: [^.]*\./.exec(readme) ?? [];
  expect(Array.from(list.matchAll(/`([\w-]+)`/g), ([, name]) => name)).toEqual(suites.map(({ name }) => name));
});
