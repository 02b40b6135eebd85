/**
 * The contract of protocols. Each law is a test; each conversation is examined in each of its roles, by the compiled
 * machines and by XState's own interpreter.
 */
import type { Role } from '@wirechart/core';
import { CaseList, type ContractCase } from '../harness/cases.js';
import type { ProtocolContract } from './contract.js';
import { Examination, type Examined } from './examination.js';
import { blameLaws } from './laws/blame.js';
import { byteLaws } from './laws/bytes.js';
import { chunkingLaws } from './laws/chunking.js';
import { refusalLaws, roundTripLaws } from './laws/encoding.js';
import { endLaws } from './laws/ends.js';
import { invalidLaws } from './laws/invalid.js';
import { linearLaws } from './laws/linear.js';
import { messageLaws } from './laws/messages.js';
import { slowLaws } from './laws/slow.js';
import type { RandomOptions } from './options.js';

/**
 * The cases for one protocol.
 *
 * Inputs are cut in every place and at every prefix, so work grows with the square of their length: a few hundred bytes
 * show everything that a few thousand do.
 *
 * @throws RangeError for an option out of range.
 * @example
 * for (const { name, run } of protocolContract({ name: 'lines', protocol: () => lines, conversations })) test(name, run);
 */
export function protocolContract<TIn, TOut>(contract: ProtocolContract<TIn, TOut>): readonly ContractCase[] {
  const list = new CaseList();
  const { roles = ['client', 'server'], exhaustive = 8, runs = 100, seed } = contract;
  if (!(Number.isInteger(exhaustive) && exhaustive >= 1 && exhaustive <= 16)) {
    throw new RangeError(`exhaustive must be an integer from 1 to 16, not ${exhaustive}`);
  }
  const random: RandomOptions = { numRuns: runs, includeErrorInReport: true, ...(seed === undefined ? {} : { seed }) };
  const of = <T extends { readonly role?: Role }>(all: readonly T[] | undefined) =>
    (all ?? []).flatMap((one) =>
      roles.filter((role) => (one.role ?? role) === role).map((role) => [role, one] as const),
    );
  const examine = (given: Partial<Examined<TIn, TOut>> & Pick<Examined<TIn, TOut>, 'role' | 'input'>) =>
    new Examination(contract, { sends: [], replies: () => [], limits: {}, ...given });

  const good = new Map<Role, Examination<TIn, TOut>>();

  for (const [role, conversation] of of(contract.conversations)) {
    list.about(`${role}: ${conversation.name}`, () => {
      const examination = examine({ ...conversation, role });
      if (!good.has(role)) good.set(role, examination);
      messageLaws(examination, conversation, list);
      chunkingLaws(examination, exhaustive, random, list);
      byteLaws(examination, list);
      endLaws(examination, conversation, list);
      blameLaws(examination, random, list);
      slowLaws(examination, conversation, list);
    });
  }

  for (const [role, invalid] of of(contract.invalid)) {
    list.about(`${role} refuses ${invalid.name}`, () => {
      const { input, sends = [], limits = {} } = invalid;
      invalidLaws(examine({ role, input, sends, limits }), invalid, good.get(role), list);
    });
  }

  for (const [role, growing] of of(contract.growing)) {
    list.about(`${role}, growing: ${growing.name}`, () => {
      const { sends = [], limits = {} } = growing;
      linearLaws((input) => examine({ role, input, sends, limits }), growing, list);
    });
  }

  for (const unencodable of contract.unencodable ?? []) {
    for (const role of roles) refusalLaws(() => contract.protocol(role), role, unencodable, list);
  }

  if (contract.roundTrip !== undefined) {
    roundTripLaws(contract.protocol, contract.roundTrip, (input, role) => examine({ input, role }), random, list);
  }
  return list.cases;
}
