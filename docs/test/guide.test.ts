/** What the guide's programs do and print, and what the pages say of it. */
import { readFileSync } from 'node:fs';
import { format } from 'node:util';
import { mermaidOf } from '@wirechart/core';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { kvServer } from '../snippets/kv/protocol.js';

const guide = readFileSync(new URL('../write-your-own-protocol.md', import.meta.url), 'utf8');
const printed: string[] = [];

beforeEach(() => {
  // Counters count from the start of the program: each of the guide's programs gets one of its own.
  vi.resetModules();
  printed.length = 0;
  vi.spyOn(console, 'log').mockImplementation((...values) => void printed.push(format(...values)));
});
afterEach(() => {
  vi.restoreAllMocks();
});

test('the first run, prints what the guide says', async () => {
  await import('../snippets/kv/first-run.js');
  expect(printed).toEqual(['white missing']);
  expect(guide).toContain('It prints `white missing`.');
});

test('the chart, stands in the guide as it is drawn', async () => {
  await import('../snippets/kv/chart.js');
  expect(printed).toEqual([mermaidOf(kvServer.read)]);
  expect(guide).toContain(`\`\`\`mermaid\n${printed[0]}\`\`\``);
});

test('recorder and counters, print what the guide shows', async () => {
  await import('../snippets/kv/watch.js');
  expect(guide).toContain(`\`\`\`\n${printed.join('\n')}\n\`\`\``);
});

test.each([
  ['kv', []],
  ['kv-whole', ['whole']],
])('the measurement of %s, has a ratio to each peer', { timeout: 60_000 }, async (name, args) => {
  const before = process.argv;
  process.argv = ['node', 'bench.js', ...args];
  try {
    await import('../snippets/kv/bench.js');
  } finally {
    process.argv = before;
  }
  const figures = String.raw`\d+\.\d\d times as long as ${name} \(\d+\.\d\d to \d+\.\d\d\)`;
  expect(printed).toEqual([
    expect.stringMatching(`^by hand takes ${figures}$`),
    expect.stringMatching(`^lines of JSON takes ${figures}$`),
  ]);
});

test('a connection without I/O, waits for the answer and then for the next message', async () => {
  await import('../snippets/without-io.js');
  expect(printed).toEqual([
    'follow the white rabbit',
    'paused in responding',
    'need-data until 60001',
    'need-data after 2 messages',
  ]);
});

test('a framing, carries a message there and back', async () => {
  await import('../snippets/framing.js');
  expect(printed).toEqual(['follow the white rabbit']);
});
