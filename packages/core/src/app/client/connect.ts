/** Calling: connects a protocol to an endpoint. */
import { UNTAKEN } from '../../calls/untaken.js';
import { CONNECTION_OPTIONS, prepare } from '../../connection/prepare.js';
import { thrownError } from '../../errors/caught.js';
import { checkEndpoint, checkFunctions, checkProtocol, checkSignal, checkWord } from '../../errors/check-arguments.js';
import { checkOptions, type OptionNames } from '../../errors/check-options.js';
import { localError } from '../../errors/core-errors.js';
import type { Protocol } from '../../protocol.js';
import type { Endpoint } from '../../transport/transport.js';
import { budgetFrom } from '../shared-budget.js';
import { Client } from './client.js';
import type { ConnectClientOptions } from './connect-options.js';
import { isSecured } from './opening.js';

export type { ConnectClientOptions };

/**
 * Connects. Where protocols come before the one that is wanted (a handshake), resolves when they have done their part.
 *
 * @throws TypeError for an option of an unknown name; RangeError for one out of range; LocalError `not-secured`; TransportError of stage `resolve` or `connect` (for example code `ECONNREFUSED`), DeadlineError `connect`, the signal's
 *   reason, or whatever ended the connection before it was open.
 * @example
 * await using client = await connect(jsonHeader(), tcp({ host: '127.0.0.1', port: 65432 }));
 * const reply = await client.request(json({ action: 'search', value: 'morpheus' }));
 */
export async function connect<TIn, TOut>(
  protocol: Protocol<TIn, TOut>,
  endpoint: Endpoint,
  options: ConnectClientOptions = {},
): Promise<Client<TIn, TOut>> {
  checkOptions<ConnectClientOptions>('connect', options, CONNECT_OPTIONS);
  checkConnecting(protocol, endpoint, options);
  const budget = options.bufferedTotal === undefined ? undefined : budgetFrom(options.bufferedTotal);
  const prepared = prepare(protocol, 'client', options);
  const { signal, onTransition } = options;
  const transport = await endpoint.connect({ ...(signal === undefined ? {} : { signal }), onTransition });
  if (protocol.needsSecurity && !isSecured(transport)) {
    transport.reset();
    throw localError('not-secured');
  }
  let client: Client<TIn, TOut>;
  try {
    client = new Client(prepared, transport, endpoint.clock, options, budget);
  } catch (cause) {
    // A function of the protocol, or one that chooses whom to look at.
    transport.reset();
    throw thrownError(cause);
  }
  await client.opened();
  return client;
}

/** What no attempt to connect can mend, but for names of options and what is found when the protocol is made ready. @internal */
export function checkConnecting<TIn, TOut>(
  protocol: Protocol<TIn, TOut>,
  endpoint: Endpoint,
  options: ConnectClientOptions,
): void {
  const { untaken, bufferedTotal, signal } = options;
  checkProtocol(protocol);
  checkEndpoint(endpoint, 'connect');
  checkFunctions(options, ['onEvent']);
  checkSignal(signal);
  if (untaken !== undefined) checkWord('untaken', untaken, UNTAKEN);
  budgetFrom(bufferedTotal);
}

/** @internal */
export const CONNECT_OPTIONS: OptionNames<ConnectClientOptions> = {
  ...CONNECTION_OPTIONS,
  signal: true,
  untaken: true,
  bufferedTotal: true,
  onEvent: true,
};
