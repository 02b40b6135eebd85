import type { Connection, Prepared } from '@wirechart/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ConnectionContract, connectionContract } from '../src/index.js';
import {
  Doubles,
  FailsAtEnd,
  IgnoresAnswers,
  IgnoresEnd,
  LosesLeftovers,
  LosesOutput,
  NeverWritable,
} from './support/faulty-connections.js';
import { lines } from './support/lines.js';

const contract: ConnectionContract<string, string> = {
  name: 'lines',
  client: () => lines(),
  server: () => lines(),
  request: fc.string({ unit: 'grapheme-ascii', maxLength: 40, size: 'max' }),
  replies: (line) => [line.toUpperCase(), `${line.length}`].slice(0, line.length % 3),
};

describe('connections of a protocol that keeps the contract', () => {
  for (const { name, run } of connectionContract(contract)) test(name, run);
});

type ConnectionClass = new <TIn, TOut>(prepared: Prepared<TIn, TOut>, now: number) => Connection<TIn, TOut>;

const FIRST = 'random commands: nothing is lost or doubled, and every connection ends';

/** What is wrong with the engine, and what must be said of it. */
const faults: readonly (readonly [fault: string, saying: RegExp, Engine: ConnectionClass])[] = [
  ['hands out messages twice', /got .* as number/, Doubles],
  ['loses what is after a message', /got|of \d+ messages/, LosesLeftovers],
  ['never says that there is room', /'writable' never came/, NeverWritable],
  ['does not hear the end', /deadlock/, IgnoresEnd],
  ['does not hear answers', /deadlock/, IgnoresAnswers],
  ['takes an end for a failure', /failed without a cause/, FailsAtEnd],
  ['drops output', /of \d+ messages|got|deadlock/, LosesOutput],
];

describe('an engine is found out that', () => {
  for (const [fault, saying, Engine] of faults) {
    test(fault, () => {
      const faulty = {
        ...contract,
        connection: <TI, TO>(prepared: Prepared<TI, TO>, now: number) => new Engine(prepared, now),
      };
      const [first] = connectionContract(faulty).filter(({ name }) => name === FIRST);
      expect(() => first?.run()).toThrow(saying);
    });
  }
});

test('what is found is a short list of commands', () => {
  const faulty = {
    ...contract,
    connection: <TI, TO>(prepared: Prepared<TI, TO>, now: number) => new Doubles(prepared, now),
  };
  const [first] = connectionContract(faulty);
  expect(() => first?.run()).toThrow(/Counterexample: \[\[\{"do":"send","message":"[^"]*"\}(,\{[^}]*\}){0,2}\]\]/);
});
