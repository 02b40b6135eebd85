/**
 * The contract of replies: whatever a remote drops, repeats, swaps and invents, no request resolves with the reply to
 * another one.
 */
import { type AbortSignalLike, connect, serve } from '@wirechart/core';
import fc from 'fast-check';
import { CaseList, type ContractCase } from '../harness/cases.js';
import { textOf } from '../harness/value-text.js';
import { demand } from '../harness/violation.js';
import type { RepliesContract } from './contract.js';

/**
 * The cases for the replies of one protocol.
 *
 * @example
 * for (const { name, run } of repliesContract({ name: 'kv', world, client, server, request, answer, belongs })) test(name, run);
 */
export function repliesContract<TRequest, TReply, TIncoming, TAnswer>(
  contract: RepliesContract<TRequest, TReply, TIncoming, TAnswer>,
): readonly ContractCase[] {
  const { runs = 200, seed } = contract;
  const { cases, it } = new CaseList();
  const random = { numRuns: runs, includeErrorInReport: true, ...(seed === undefined ? {} : { seed }) };
  const requests = fc.integer({ min: 1, max: 6 });
  const given = fc.oneof(
    { weight: 9, arbitrary: fc.nat(5) },
    { weight: 1, arbitrary: fc.constant('invented' as const) },
  );
  const abandoned = fc.uniqueArray(fc.nat(5), { maxLength: 3 });

  it('a remote that answers each request once, in order', () =>
    fc.assert(
      fc.asyncProperty(requests, abandoned, async (count, left) => {
        const answers = Array.from({ length: count }, (_, at) => at);
        const replies = await exchange(contract, count, answers, left);
        for (const [at, reply] of replies.entries()) {
          demand(reply !== undefined || left.includes(at), () => `request ${at} got no reply`);
        }
      }),
      random,
    ));

  it('a remote that drops, repeats, swaps and invents replies', () =>
    fc.assert(
      fc.asyncProperty(requests, fc.array(given, { maxLength: 10 }), abandoned, async (count, answers, left) => {
        await exchange(contract, count, answers, left);
      }),
      random,
    ));

  return cases;
}

/**
 * Makes requests, has the remote answer those that `answers` names, and gives what became of each: a reply, or undefined.
 *
 * @throws ContractViolation when a reply is not that of its request, or a request does not end
 */
async function exchange<TRequest, TReply, TIncoming, TAnswer>(
  contract: RepliesContract<TRequest, TReply, TIncoming, TAnswer>,
  count: number,
  answers: readonly (number | 'invented')[],
  abandoned: readonly number[],
): Promise<(TReply | undefined)[]> {
  const { endpoint, settle } = contract.world();
  const asked: TIncoming[] = [];
  const server = await serve(
    contract.server(),
    (request) => {
      asked.push(request);
      return undefined;
    },
    endpoint,
    { onError() {} },
  );
  const client = await connect(contract.client(), endpoint);
  const replies: (TReply | undefined)[] = new Array(count).fill(undefined);
  const ended = new Set<number>();
  for (let at = 0; at < count; at++) {
    const request = contract.request(at);
    const patience = new Patience();
    client.request(request, { signal: patience }).then(
      (reply) => {
        ended.add(at);
        replies[at] = reply;
      },
      () => ended.add(at),
    );
    if (abandoned.includes(at)) patience.end();
  }
  await settle();
  for (const answer of answers) {
    const [peer] = server.peers;
    const request = answer === 'invented' ? undefined : asked[answer];
    const message = request === undefined ? contract.invented : contract.answer(request);
    if (message !== undefined && peer?.state('write') !== 'closed') sendTo(peer, message);
    await settle();
  }
  await client.abort();
  await settle();
  await server.abort();
  for (let at = 0; at < count; at++) {
    demand(ended.has(at), () => `request ${at} does not end`);
    const reply = replies[at];
    const belongs = reply === undefined || contract.belongs(reply, contract.request(at));
    demand(belongs, () => `request ${at} resolved with the reply to another: ${textOf(reply)}`);
  }
  return replies;
}

/** A signal, where the platform's may be missing. */
class Patience implements AbortSignalLike {
  aborted = false;
  readonly reason = 'impatient';
  readonly #listeners = new Set<() => void>();

  end(): void {
    this.aborted = true;
    for (const listener of [...this.#listeners]) listener();
  }

  addEventListener(_type: 'abort', listener: () => void): void {
    this.#listeners.add(listener);
  }

  removeEventListener(_type: 'abort', listener: () => void): void {
    this.#listeners.delete(listener);
  }
}

/** The client may have gone: then nobody is there to be lied to. */
function sendTo<TAnswer>(peer: { send(message: TAnswer): boolean } | undefined, message: TAnswer): void {
  try {
    peer?.send(message);
  } catch {}
}
