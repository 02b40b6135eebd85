/** What the page on hardening says was mended is held by tests that are there. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** `packages/core/test/fair.test.ts`, and where laws are: `packages/contract/src/…`. */
function filesOfTests(): string[] {
  const groups = ['packages', 'apps', 'examples', 'scripts'];
  const members = groups.flatMap((group) => readdirSync(ROOT + group).map((name) => `${group}/${name}`));
  const folders = [...members.map((member) => `${member}/test`), 'docs/test', 'packages/contract/src'];
  return folders
    .filter((folder) => existsSync(ROOT + folder))
    .flatMap((folder) => readdirSync(ROOT + folder, { recursive: true }).map((name) => `${folder}/${name}`));
}

const page = readFileSync(`${ROOT}docs/hardening.md`, 'utf8');
const rows = page.slice(page.indexOf('| what was sent or thrown |')).trimEnd().split('\n').slice(2);
const named = rows.map(
  (row) => [row, [...(row.split(' | ').at(-1) as string).matchAll(/`([\w/-]+(\.test)?\.ts)`/g)]] as const,
);

test('every test that the page names is there', () => {
  const files = filesOfTests();
  const missing = named
    .flatMap(([, tests]) => tests.map(([, name]) => name))
    .filter((name) => !files.some((file) => `/${file}`.endsWith(`/${name}`)));
  expect(missing).toEqual([]);
});

test('every row names one, or a command', () => {
  const without = named
    .filter(([row, tests]) => tests.length === 0 && !/`pnpm \w+[^`]*` \|$/.test(row))
    .map(([row]) => row);
  expect(without).toEqual([]);
});
