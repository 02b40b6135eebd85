/** A protocol that begins with a switch of the transport to TLS. */
import { type AnyProtocol, checkOptions, defineProtocol, type Protocol } from '@wirechart/core';
import { handshakeHalf } from './handshake-half.js';

export interface OverTlsOptions {
  /**
   * What to do with bytes that have arrived before the handshake. Default `'refuse'`: the connection fails with the
   * RemoteError `leftovers`, since they were not protected and would be taken for what follows (CVE-2011-0411). `'keep'` gives
   * them to the handshake: right after a prefix that the remote does not wait for, such as a PROXY header.
   */
  readonly leftovers?: 'refuse' | 'keep';
}

/**
 * The inner protocol over TLS that begins here, in the middle of a connection: what `next` of a protocol names for the state in
 * which both sides have agreed on it (STARTTLS). The endpoint says how: `tcp({ port, startTls: { cert, key } })`.
 *
 * @example
 * next: { 'starting-tls': overTls(smtp({ secured: true })) }
 */
export function overTls<TIn, TOut>(inner: Protocol<TIn, TOut>, options: OverTlsOptions = {}): Protocol<TIn, TOut> {
  checkOptions<OverTlsOptions>('overTls', options, { leftovers: true });
  return defineProtocol<TIn, TOut>({
    name: `${inner.name}-over-tls`,
    read: handshakeHalf,
    encode() {
      throw new TypeError('nothing can be sent before the handshake of TLS is over');
    },
    secures: options.leftovers ?? 'refuse',
    next: { secured: inner as AnyProtocol },
    ...(inner.replies === undefined ? {} : { replies: inner.replies }),
  });
}
