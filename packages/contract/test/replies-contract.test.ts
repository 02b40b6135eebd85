/** The suite of replies finds a client out that takes one reply for another. */
import type { Answer, Protocol } from '@wirechart/core';
import { describe, expect, test } from 'vitest';
import { type RepliesContract, repliesContract } from '../src/index.js';
import { lines } from './support/lines.js';
import { byNumber, numbered } from './support/numbered.js';
import { world } from './support/world.js';

const contract = (client: () => Protocol<string, string>): RepliesContract<string, string, string, string> => ({
  name: 'numbered lines',
  world,
  client,
  server: () => numbered(),
  request: (number) => `question ${number}`,
  answer: (line) => line.replace('question', 'answer'),
  invented: '77 answer 77',
  belongs: (reply, request) => reply.endsWith(request.replace('question', 'answer')),
});

/** In order, told apart by what is asked. */
const inOrder = (answers?: (reply: string, request: string | undefined) => Answer): Protocol<string, string> => ({
  ...lines(),
  replies: () => ({ by: 'order', ...(answers === undefined ? {} : { answers }) }),
});

const holdAgainst = (reply: string, request: string | undefined): Answer =>
  request !== undefined && reply.endsWith(request.replace('question', 'answer')) ? 'reply' : 'mismatch';

describe.each([
  ['by key', () => numbered()],
  ['in order, each held against its request', () => inOrder(holdAgainst)],
])('replies %s', (_, client) => {
  for (const { name, run } of repliesContract(contract(client))) test(name, run);
});

const faults: readonly (readonly [fault: string, client: () => Protocol<string, string>])[] = [
  ['takes what comes in order', () => inOrder()],
  [
    'skips what does not fit',
    () => inOrder((reply, request) => (holdAgainst(reply, request) === 'reply' ? 'reply' : 'last')),
  ],
  ['takes what is no reply', () => inOrder((reply) => (reply.includes('7') ? 'mismatch' : 'reply'))],
  [
    'has one key for all',
    () => ({
      ...lines(),
      replies: () => ({
        ...byNumber,
        requestKey: () => undefined,
        replyKey: () => 1,
        identifiers: { first: 1, last: 1, assign: (line) => line },
      }),
    }),
  ],
  [
    'forgets half of the key',
    () =>
      numbered({
        requestKey: (line) => half(byNumber.requestKey(line)),
        replyKey: (line, event) => half(byNumber.replyKey(line, event)),
      }),
  ],
  [
    'takes the first of its keys again and again',
    () => numbered({ requestKey: (line) => (byNumber.requestKey(line) === undefined ? undefined : 1) }),
  ],
];

const half = (key: unknown) => (typeof key === 'number' ? key >> 1 : undefined);

describe('a client is found out that', () => {
  test.each(faults)('%s', async (_, client) => {
    const found: unknown[] = [];
    for (const { run } of repliesContract(contract(client)))
      await Promise.resolve(run()).catch((error) => found.push(error));
    expect(String(found[0])).toMatch(/resolved with the reply to another|got no reply/);
  });
});
