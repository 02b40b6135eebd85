import { repliesContract } from '@wirechart/contract';
import { test } from 'vitest';
import { numbered } from '../support/numbered.js';
import { world } from '../support/world.js';

const cases = repliesContract({
  name: 'numbered lines',
  world,
  client: () => numbered(),
  server: () => numbered(),
  request: (number) => `question ${number}`,
  answer: (line) => line.replace('question', 'answer'),
  invented: '77 answer 77',
  belongs: (reply, request) => reply.endsWith(request.replace('question', 'answer')),
});
for (const { name, run } of cases) test(name, run);
