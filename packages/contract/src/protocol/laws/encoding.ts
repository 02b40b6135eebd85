/** The way out: what is sent arrives, and what cannot be written is refused whole. */
import { Connection, LocalError, type Protocol, prepare, type Role } from '@wirechart/core';
import fc from 'fast-check';
import { concat } from '../../harness/bytes.js';
import type { CaseList } from '../../harness/cases.js';
import { textOf } from '../../harness/value-text.js';
import { demand, demandSame } from '../../harness/violation.js';
import { byteByByte } from '../chunkings.js';
import type { RoundTrip } from '../contract.js';
import type { Examination } from '../examination.js';
import type { RandomOptions } from '../options.js';
import { messagesAsText } from './messages.js';

/**
 * The bytes of some messages as this role sends them.
 *
 * @throws LocalError `encode-failed` for a message that cannot be written.
 */
export function encoded<TIn, TOut>(protocol: Protocol<TIn, TOut>, role: Role, messages: readonly TOut[]): Uint8Array {
  const connection = new Connection(prepare(protocol, role), 0);
  const output: Uint8Array[] = [];
  // What the protocol itself sends first is no part of the messages.
  if (protocol.opening !== undefined) takeOutput(connection);
  for (const message of messages) {
    connection.send(message, 0);
    output.push(...takeOutput(connection));
  }
  return concat(output);
}

export function refusalLaws<TIn, TOut>(
  protocol: () => Protocol<TIn, TOut>,
  role: Role,
  unencodable: { readonly name: string; readonly message: TOut },
  { it }: CaseList,
): void {
  it(`${role}: ${unencodable.name} cannot be sent, and nothing of it is`, () => {
    const connection = new Connection(prepare(protocol(), role), 0);
    takeOutput(connection);
    let refusal: unknown;
    try {
      connection.send(unencodable.message, 0);
    } catch (error) {
      refusal = error;
    }
    demand(refusal instanceof LocalError, () => `send did not throw a LocalError: ${textOf(refusal)}`);
    demandSame('the code', [refusal.code], ['encode-failed']);
    demand(takeOutput(connection).length === 0, 'something of it was written');
    demand(connection.sending && connection.failure === undefined, 'the connection did not survive it');
  });
}

export function roundTripLaws<TIn, TOut>(
  protocol: (role: Role) => Protocol<TIn, TOut>,
  { sent, received, sender = 'client' }: RoundTrip<TIn, TOut>,
  examine: (input: Uint8Array, role: Role) => Examination<TIn, TOut>,
  random: RandomOptions,
  { it }: CaseList,
): void {
  it('what is sent arrives', () => {
    const receiver = sender === 'client' ? 'server' : 'client';
    fc.assert(
      fc.property(fc.array(sent, { minLength: 1, maxLength: 4 }), (messages) => {
        const examination = examine(encoded(protocol(sender), sender, messages), receiver);
        const expected = messages.map((message) => received?.(message) ?? (message as unknown as TIn));
        for (const cuts of [[], byteByByte(examination.examined.input.length)]) {
          const session = examination.session({ cuts, ending: 'open' });
          demand(session.failure === undefined, () => `what was sent was refused: ${String(session.failure)}`);
          demandSame('the messages', session.messages(), messagesAsText(examination, expected));
        }
      }),
      random,
    );
  });
}

function takeOutput<TIn, TOut>(connection: Connection<TIn, TOut>): readonly Uint8Array[] {
  const output = connection.pollTransmit();
  if (typeof output !== 'object') return [];
  const copies = output.map((piece) => piece.slice());
  connection.transmitted(true, 0);
  return copies;
}
