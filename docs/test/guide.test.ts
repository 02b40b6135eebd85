/** What the guide's programs do and print, and what the pages say of it. */
import { readFileSync } from 'node:fs';
import { format } from 'node:util';
import { mermaidOf } from '@wirechart/core';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { measure } from '../snippets/kv/measure.js';
import { kvServer } from '../snippets/kv/protocol.js';
import { wholeKvServer } from '../snippets/kv/whole-half.js';

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

test.each([kvServer, wholeKvServer])('a measurement of $name, has a ratio to each peer', (server) => {
  const results = measure(server, 200, 3);
  expect(results.map(({ peer }) => peer)).toEqual(['by hand', 'lines of JSON']);
  for (const { lowest, median, highest } of results) {
    expect(lowest).toBeGreaterThan(0);
    expect(median).toBeGreaterThanOrEqual(lowest);
    expect(highest).toBeGreaterThanOrEqual(median);
  }
});

test('a connection without I/O, waits for the answer and then for the next message', async () => {
  await import('../snippets/without-io.js');
  expect(printed).toEqual(['follow the white rabbit', 'paused in responding', 'need-data until 60001']);
});

test('a framing, carries a message there and back', async () => {
  await import('../snippets/framing.js');
  expect(printed).toEqual(['follow the white rabbit']);
});
