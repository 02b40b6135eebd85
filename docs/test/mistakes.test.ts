/** The guide shows what an author is told of mistakes; each is made here. */
import { readFileSync } from 'node:fs';
import { type AnyProtocol, defineProtocol } from '@wirechart/core';
import { expect, test } from 'vitest';
import { createMachine } from 'xstate';
import { kvServer } from '../snippets/kv/protocol.js';
import { lines } from '../snippets/lines.js';

/** The protocol anew, with one part of its read half's states in place of another. */
function told({ name, read, encode }: AnyProtocol, state: string, changed: object): string {
  const { config, implementations } = read;
  const states = { ...config.states, [state]: { ...config.states?.[state], ...changed } };
  try {
    defineProtocol({ name, read: createMachine({ ...config, states } as never, implementations as never), encode });
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('nothing is told');
}

const { on } = (kvServer.read.config.states as Record<string, { readonly on: object }>)['awaiting-payload'] ?? {};
const progress = { on: { ...on, progress: 'awaiting-payload' } };

test.each([
  ['the guide', '../write-your-own-protocol.md', told(kvServer, 'awaiting-header', { on: { eof: 'closed' } })],
  ['the guide', '../write-your-own-protocol.md', told(kvServer, 'responding', { on: {} })],
  ['the guide', '../write-your-own-protocol.md', told(kvServer, 'awaiting-payload', progress)],
  ['the README', '../../README.md', told(lines, 'responding', { on: {} })],
])('%s shows what is told (%#)', (_, page, message) => {
  expect(readFileSync(new URL(page, import.meta.url), 'utf8')).toContain(`\n${message}\n`);
});
