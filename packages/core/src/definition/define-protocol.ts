/** Makes protocols, and says what is wrong with them. */
import { writeHalf } from '../half/write-half.js';
import type { HalfInput } from '../limits.js';
import type { Protocol, ProtocolOptions } from '../protocol.js';
import { examine } from './examine.js';
import { checkProtocolOptions } from './options.js';

/**
 * Makes a protocol of its parts.
 *
 * @throws TypeError for a mistake in the options or in a machine: where it is, what is wrong, what to write. Several are
 *   told at once.
 */
export function defineProtocol<TIn, TOut = TIn, TContext = HalfInput>(
  options: ProtocolOptions<TOut, TContext, TIn>,
): Protocol<TIn, TOut> {
  checkProtocolOptions(options);
  const protocol: Protocol<TIn, TOut> = {
    name: options.name,
    read: options.read,
    write: options.write ?? writeHalf,
    encode: options.encode as Protocol<TIn, TOut>['encode'],
    limits: options.limits ?? {},
    timeouts: options.timeouts ?? {},
    opening: options.opening,
    next: options.next ?? {},
    leftovers: options.leftovers ?? 'keep',
    secures: options.secures,
    addresses: options.addresses,
    farewell: options.farewell,
    goodbye: options.goodbye,
    needsSecurity: options.needsSecurity ?? false,
    heartbeat: options.heartbeat,
    replies: options.replies,
    untaken: options.untaken,
    aside: options.aside,
    fields: options.fields,
  };
  examine(protocol);
  return protocol;
}
