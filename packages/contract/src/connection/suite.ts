/**
 * The contract of connections: whatever applications, network and time do, in whatever order, both ends come to their end,
 * say truly how, and no message is lost or delivered twice before.
 */
import type { RuntimeName } from '@wirechart/core';
import fc from 'fast-check';
import { CaseList, type ContractCase } from '../harness/cases.js';
import { demandSame } from '../harness/violation.js';
import { type Command, commandsOf } from './command.js';
import type { ConnectionContract } from './contract.js';
import { Pair } from './pair.js';

/**
 * The cases for connections of one protocol.
 *
 * @example
 * for (const { name, run } of connectionContract({ name: 'lines', client, server, request, replies })) test(name, run);
 */
export function connectionContract<TRequest, TReply>(
  contract: ConnectionContract<TRequest, TReply>,
): readonly ContractCase[] {
  const { runs = 200, commands = 60, seed, request } = contract;
  const { cases, it } = new CaseList();
  const random = { numRuns: runs, includeErrorInReport: true, ...(seed === undefined ? {} : { seed }) };
  const check = (
    arbitrary: fc.Arbitrary<readonly Command<TRequest>[]>,
    examine: (list: readonly Command<TRequest>[]) => void,
  ) => fc.assert(fc.property(arbitrary, examine), random);
  const any = commandsOf(request, commands);

  it('random commands: nothing is lost or doubled, and every connection ends', () =>
    check(any, (list) => void runCommands(contract, list)));

  it('without faults and time: everything arrives, and both ends close by themselves', () =>
    check(
      any.map((list) => list.filter((command) => !FAULTS.has(command.do))),
      (list) => {
        const { client, server } = runCommands(contract, list);
        for (const end of [client, server]) {
          demandSame(`the ${end.role}'s failure`, [String(end.connection.failure)], ['undefined']);
        }
      },
    ));

  it('one runtime as the other: the same transitions at the same times', () =>
    check(any, (list) => {
      const expected = runCommands(contract, list).trace();
      demandSame(
        'the trace by the interpreter',
        withoutNames(runCommands(contract, list, 'xstate').trace()),
        withoutNames(expected),
      );
    }));

  return cases;
}

/** Carries out commands on a new pair and brings it to its end. @throws ContractViolation */
function runCommands<TRequest, TReply>(
  contract: ConnectionContract<TRequest, TReply>,
  commands: readonly Command<TRequest>[],
  runtime: RuntimeName = 'compiled',
): Pair<TRequest, TReply> {
  const pair = new Pair(contract, runtime);
  for (const command of commands) pair.do(command);
  pair.finish();
  return pair;
}

/** Connections are numbered through. */
function withoutNames(trace: readonly string[]): string[] {
  return trace.map((record) => record.replace(/"connection":"[^"]*\/(\w+)\/\d+"/, '"$1"'));
}

const FAULTS: ReadonlySet<Command<unknown>['do']> = new Set(['drain', 'abort', 'cut', 'sleep']);
